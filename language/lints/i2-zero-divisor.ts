import { expressionAt, grouped, replace } from './edits';
import { isSizeOf } from './a11-simplifiable';
import type { Finding, Lint } from './lint';
import type { Graph } from '../analysis/graph';
import type { Statement } from '../ir/program';

export const zeroDivisor: Lint = {
  code: 'I2',
  why: 'Division by zero gives zero, so nothing breaks; but a divisor that comes close to zero blows the result up just before. A floor (`+ eps`) bounds it. A divisor that is never above 1 can only enlarge.',
  wrong: `def train(w, g, v, lr):
  v = interp(square(g), v, 0.99)
  return lr * g / sqrt(debias(v, 0.99)), v
`,
  right: `def train(w, g, v, lr):
  v = interp(square(g), v, 0.99)
  return lr * g / (sqrt(debias(v, 0.99)) + 1e-8), v
`,
  find: function* ({ statements, intervals, graph, tree, source }) {
    for (const statement of statements) {
      const { fn, args, span, fixed } = statement;
      if (fn !== 'divide' || fixed || args[1].from === 'literal') continue;
      const below = intervals.of(args[1]);
      if (!below.zero || (below.low === 0 && below.high === 0)) continue;
      const expression = expressionAt(tree, span);
      const part = expression?.kind === 'binary' ? expression.right : null;
      const enlarges = below.high <= 1;
      // What a function of the table divides by is its own matter; and a size may divide what it is the size of.
      if (!part || isSizeOf(graph, args[1], args[0]) || isAskedFor(statement, graph)) continue;
      const finding: Finding = {
        span: part.span,
        message: enlarges
          ? 'This divisor is never above 1 and may be 0: dividing by it can only enlarge, without limit.'
          : 'This divisor may come to 0 (the result is 0 there, and very large close by); add a floor such as `1e-8`.',
        ...(enlarges ? { severity: 'warning' as const } : {}),
        fixes: replace('Add a floor', part.span, `(${inside(source, part)} + 1e-8)`),
      };
      yield finding;
    }
  },
};

function inside(source: string, part: Parameters<typeof grouped>[1]): string {
  const text = source.slice(part.span.start, part.span.end);
  return part.kind === 'group' ? text.slice(1, -1) : text;
}

/** Whether the quotient is used only where a condition has asked for its divisor. */
function isAskedFor({ id, args: [, divisor] }: Statement, graph: Graph): boolean {
  const users = graph.users({ from: 'statement', id });
  const asks = ({ fn, args: [condition] }: Statement): boolean =>
    (fn === 'where' || fn === 'choose') &&
    graph.dependsOn(condition, (part) => graph.areEqual(part, divisor));
  return users.length > 0 && users.every(asks);
}
