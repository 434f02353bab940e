import { isNumber } from '../analysis/graph';
import { assignmentBefore, expressionAt, lastReturn, lineOf } from './edits';
import type { Finding, Lint } from './lint';
import type { Subject } from './subject';

export const overwrittenComparison: Lint = {
  code: 'D7',
  why: 'A slot that remembers the last gradient must be compared before it is overwritten. Once `g_prev = g` has run, `g_prev - g` is 0 at every step, and what was to depend on the change of the gradient is a constant. Move the assignment below the comparison.',
  wrong: `def train(w, g, m, g_prev, lr):
  m = interp(g, m, 0.9)
  g_prev = g
  change = abs(g_prev - g)
  return lr * m / (1 + change / (abs(g) + 1e-8)), m, g_prev
`,
  right: `def train(w, g, m, g_prev, lr):
  m = interp(g, m, 0.9)
  change = abs(g_prev - g)
  g_prev = g
  return lr * m / (1 + change / (abs(g) + 1e-8)), m, g_prev
`,
  find: function* (subject) {
    const { statements, graph } = subject;
    for (const { fn, args, span } of statements) {
      const compares = COMPARISONS.has(fn) && args.length === 2;
      if (!compares || isNumber(args[0]) || !graph.areEqual(args[0], args[1])) continue;
      yield describe(subject, span, fn === 'subtract' ? 'always 0' : 'always the same');
    }
  },
};

const COMPARISONS: ReadonlySet<string> = new Set([
  'subtract',
  'less',
  'less_equal',
  'greater',
  'greater_equal',
  'equal',
  'not_equal',
]);

function describe(subject: Subject, span: Finding['span'], what: string): Finding {
  const { source, tree, program, entry } = subject;
  const text = source.slice(span.start, span.end);
  const expression = expressionAt(tree, span);
  const names = expression?.kind === 'binary' ? [expression.left, expression.right] : [];
  for (const part of names) {
    if (part.kind !== 'name' || !program.slots.some(({ name }) => name === part.name)) continue;
    const statement = assignmentBefore(tree, part.name, span.start);
    if (!statement) continue;
    const line = lineOf(source, statement.span);
    const last = lastReturn(entry);
    const movable = last && entry!.body.includes(statement) && statement.targets.length === 1;
    const place = last ? lineOf(source, last.span).start : 0;
    return {
      span,
      message: `\`${text}\` is ${what}: \`${part.name}\` has been overwritten just above; compare first, then assign.`,
      related: [{ span: statement.span, message: `\`${part.name}\` is overwritten here.` }],
      ...(movable
        ? {
            fixes: [
              {
                title: `Move the assignment to ${part.name} to the end`,
                edits: [
                  { span: line, text: '' },
                  { span: { start: place, end: place }, text: source.slice(line.start, line.end) },
                ],
              },
            ],
          }
        : {}),
    };
  }
  return { span, message: `\`${text}\` is ${what}: both sides are the same value.` };
}
