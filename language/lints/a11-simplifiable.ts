import { isNumber, type Graph } from '../analysis/graph';
import type { Operand, Statement } from '../ir/program';
import { expressionAt, replace } from './edits';
import type { Lint } from './lint';
import type { Subject } from './subject';

export const simplifiable: Lint = {
  code: 'A11',
  why: 'The same value can be had with less: `x / sqrt(x * x)` is `sign(x)`, exactly, since division by zero gives zero; two nested mixtures of the same values are one. **Optiscope: Simplify Program** shows the whole program in its simplest form.',
  wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * m / sqrt(m * m), m
`,
  right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * sign(m), m
`,
  find: function* (subject) {
    const { statements, source, tree } = subject;
    for (const statement of statements) {
      const simpler = simplify(subject, statement);
      if (!simpler) continue;
      const { span } = statement;
      const whole = expressionAt(tree, span) !== null;
      yield {
        span,
        message: `\`${source.slice(span.start, span.end)}\` is \`${simpler}\`.`,
        ...(whole ? { fixes: replace(`Change to ${simpler}`, span, simpler) } : {}),
      };
    }
  },
};

function simplify(subject: Subject, statement: Statement): string | null {
  const { graph } = subject;
  const { fn, args } = statement;
  const [a, b, c] = args;
  const text = (operand: Operand): string => subject.text(operand, statement.span);
  const atom = (operand: Operand): string =>
    operand.from === 'statement' && !/^\w+$|\)$/.test(text(operand))
      ? `(${text(operand)})`
      : text(operand);
  switch (fn) {
    case 'divide':
      if (isSizeOf(graph, b, a)) return `sign(${text(a)})`;
      return isOne(b) ? atom(a) : null;
    case 'sqrt': {
      const squared = squareRoot(graph, a);
      return squared ? `abs(${text(squared)})` : null;
    }
    case 'multiply':
      if (isOne(a)) return atom(b);
      return isOne(b) ? atom(a) : null;
    case 'add':
      if (isZero(a)) return atom(b);
      return isZero(b) ? atom(a) : null;
    case 'subtract':
      return isZero(b) ? atom(a) : null;
    case 'power':
      return isOne(b) ? atom(a) : null;
    case 'interp': {
      if (graph.areEqual(a, b)) return atom(a);
      const inner = graph.maker(b);
      const nested = inner?.fn === 'interp' && graph.areEqual(inner.args[0], a);
      if (!nested || inner.name !== null) return null;
      const weight = inner.args[2];
      const together =
        isNumber(weight) && isNumber(c)
          ? String(Number((weight.value * c.value).toPrecision(12)))
          : `${atom(weight)} * ${atom(c)}`;
      return `interp(${text(a)}, ${text(inner.args[1])}, ${together})`;
    }
    case 'max':
    case 'min':
      return graph.areEqual(a, b) ? atom(a) : null;
    case 'where':
      return graph.areEqual(b, c) ? atom(b) : null;
    case 'negative': {
      const inner = graph.maker(a);
      return inner?.fn === 'negative' ? atom(inner.args[0]) : null;
    }
    default:
      return null;
  }
}

const isOne = (operand: Operand): boolean => isNumber(operand) && operand.value === 1;
const isZero = (operand: Operand): boolean => isNumber(operand) && operand.value === 0;

/** x, where the value is x · x or square(x). */
function squareRoot(graph: Graph, value: Operand): Operand | null {
  const maker = graph.maker(value);
  if (maker?.fn === 'square') return maker.args[0];
  const product = maker?.fn === 'multiply' && graph.areEqual(maker.args[0], maker.args[1]);
  return product ? maker.args[0] : null;
}

/** Whether a value is |x|, by name or as the root of the square. */
export function isSizeOf(graph: Graph, value: Operand, x: Operand): boolean {
  const maker = graph.maker(value);
  if (isNumber(x)) return false;
  if (maker?.fn === 'abs') return graph.areEqual(maker.args[0], x);
  const squared = maker?.fn === 'sqrt' ? squareRoot(graph, maker.args[0]) : null;
  return squared !== null && graph.areEqual(squared, x);
}
