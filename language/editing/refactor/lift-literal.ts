import type { NumberExpression } from '../../syntax/tree';
import type { SyntaxNode } from '../../syntax/walk';
import { declare, definitionIn, freshName, pathAround, type Refactor } from './refactoring';

/** Makes a number in a function a hyperparameter: tunable, with a range that suits its size. */
export const liftLiteral: Refactor = (analysis, selection) => {
  const path = pathAround(analysis, selection);
  const literal = path.at(-1);
  if (!definitionIn(path) || literal?.kind !== 'number' || mustStayConstant(path)) return null;
  if (!Number.isFinite(literal.value)) return null;
  const name = freshName(analysis, nameFor(path, literal));
  return {
    title: `Make ${literal.text} the hyperparameter ${name}`,
    kind: 'extract',
    edits: [
      declare(analysis, `${name}: ${kindFor(literal)} = ${literal.text}`),
      { span: literal.span, text: name },
    ],
  };
};

/** The length of a loop is known beforehand, and so may be what an `if` asks. */
function mustStayConstant(path: readonly SyntaxNode[]): boolean {
  return path.some((node, i) => {
    const next = path[i + 1];
    if (node.kind === 'for') return next === node.count;
    return node.kind === 'if' && node.branches.some(({ condition }) => condition === next);
  });
}

/** What people call such a number: the decay of an average, the floor of a divisor, the share of the weights. */
function nameFor(path: readonly SyntaxNode[], literal: NumberExpression): string {
  const around = path.at(-2);
  if (around?.kind === 'call') {
    const { name } = around.callee;
    const index = around.args.indexOf(literal);
    if (name === 'interp' || name === 'interpolate' || name === 'debias') return 'beta';
    if (name === 'clip' || name.startsWith('clip_by')) return 'max_norm';
    if (name === 'every' && index === 0) return 'k';
  }
  if (around?.kind === 'binary') {
    const other = around.left === literal ? around.right : around.left;
    if (around.operator === '+' && literal.value > 0 && literal.value < 1e-3) return 'eps';
    if (around.operator === '*' && other.kind === 'name' && other.name === 'w') return 'wd';
    if (around.operator === '**' && around.right === literal) return 'p';
  }
  return 'c';
}

const exponent = (power: number): string =>
  power < -3 || power > 3 ? `1e${power}` : String(Number(`1e${power}`));

/** Range and scale around a value, wide enough to tune and never such that the scale cannot cover it. */
function kindFor({ value, text }: NumberExpression): string {
  const isWhole = !/[.eE]/.test(text);
  if (isWhole && value >= 2) return `hyper(1, ${Math.max(10, value * 10)}, int)`;
  if (value >= 0.5 && value < 1) {
    const high = [0.99, 0.9999, 0.999999].find((limit) => value <= limit);
    return high === undefined ? 'hyper(0, 1)' : `hyper(0.5, ${high}, log1m)`;
  }
  if (value > 1) return `hyper(0, ${exponent(Math.ceil(Math.log10(value)))})`;
  const decade = Math.floor(Math.log10(value));
  if (value > 0 && value <= 0.01 && decade > -300)
    return `hyper(${exponent(decade - 2)}, ${exponent(decade + 2)}, log)`;
  return 'hyper(0, 1)';
}
