import type { Expression } from '../syntax/tree';
import { expressionsOf, statementsOf } from './edits';
import type { Finding, Lint } from './lint';
import type { Subject } from './subject';

export const magicNumber: Lint = {
  code: 'H2',
  why: 'A number that decides how fast the rule forgets, or how strongly weights decay, is a hyperparameter that cannot be tuned, swept or searched while it stands in the text. Declare it; its value stays the default.',
  wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * m, m
`,
  right: `beta: hyper(0.5, 0.99, log1m) = 0.9

def train(w, g, m, lr):
  m = interp(g, m, beta)
  return lr * m, m
`,
  find: function* (subject) {
    for (const statement of statementsOf(subject.tree))
      for (const expression of expressionsOf(statement)) {
        const number = magicIn(expression);
        if (number) yield describe(subject, number.at, number.name);
      }
  },
};

type NumberLiteral = Extract<Expression, { kind: 'number' }>;

/** The decay in `interp(x, y, 0.9)` and `debias(m, 0.9)`, the weight decay in `0.01 * w`. */
function magicIn(expression: Expression): { at: NumberLiteral; name: string } | null {
  if (expression.kind === 'call') {
    const isAverage = /^(interp|interpolate|debias)$/.test(expression.callee.name);
    const last = expression.args.at(-1);
    if (isAverage && last?.kind === 'number' && last.value > 0 && last.value < 1)
      return { at: last, name: 'beta' };
    return null;
  }
  if (expression.kind !== 'binary' || expression.operator !== '*') return null;
  const sides = [expression.left, expression.right];
  const number = sides.find((side): side is NumberLiteral => side.kind === 'number');
  const other = sides.find((side) => side !== number);
  if (!number || other?.kind !== 'name' || other.name !== 'w') return null;
  return { at: number, name: 'wd' };
}

function describe(
  { tree, symbols }: Subject,
  { span, text, value }: NumberLiteral,
  wish: string,
): Finding {
  const taken = new Set(symbols.map(({ name }) => name));
  let name = wish;
  for (let i = 1; taken.has(name); i++) name = `${wish}${i}`;
  const range = wish === 'wd' ? '0, 1' : decayRange(value);
  const first = tree.items.find(({ kind }) => kind === 'definition');
  const place = first?.span.start ?? 0;
  return {
    span,
    message: `${text} acts as a hyperparameter; declare it, so that it can be tuned.`,
    fixes: [
      {
        title: `Declare a hyperparameter ${name}`,
        edits: [
          { span: { start: place, end: place }, text: `${name}: hyper(${range}) = ${text}\n\n` },
          { span, text: name },
        ],
      },
    ],
  };
}

function decayRange(value: number): string {
  if (value >= 0.5 && value <= 0.9999) return '0.5, 0.9999, log1m';
  return '0, 1';
}
