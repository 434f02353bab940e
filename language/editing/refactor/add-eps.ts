import type { Analysis } from '../../analyze';
import type { Expression } from '../../syntax/tree';
import { declare, definitionIn, pathAround, textOf, type Refactor } from './refactoring';

/** Functions whose result comes close to zero where gradients do. */
const FLOORLESS = /^(sqrt|abs|square|norm|rms|std|mean|max_abs|debias|(global|row|col)_\w+)$/;

/** Gives a divisor that may come close to zero a floor, as Adam has one. */
export const addEps: Refactor = (analysis, selection) => {
  const path = pathAround(analysis, selection);
  const division = path
    .filter((node) => node.kind === 'binary')
    .filter(({ operator }) => operator === '/')
    .at(-1);
  if (!definitionIn(path) || !division) return null;
  const { right } = division;
  if (!mayVanish(analysis, right)) return null;
  const existing = analysis.symbols.all.filter(({ name }) => name === 'eps');
  if (existing.some(({ kind }) => kind !== 'hyper' && kind !== 'constant')) return null;
  const declaration = 'eps: hyper(1e-12, 1e-3, log) = 1e-8';
  return {
    title: 'Add eps to the divisor',
    kind: 'rewrite',
    edits: [
      ...(existing.length > 0 ? [] : [declare(analysis, declaration)]),
      { span: right.span, text: `(${textOf(analysis, inner(right))} + eps)` },
    ],
  };
};

const inner = (expression: Expression): Expression =>
  expression.kind === 'group' ? expression.inner : expression;

function mayVanish({ symbols }: Analysis, divisor: Expression): boolean {
  const value = inner(divisor);
  if (value.kind === 'call') return FLOORLESS.test(value.callee.name);
  if (value.kind !== 'name') return false;
  const found = symbols.at(value.span.start);
  const type = found?.occurrence.type;
  return type?.kind === 'num' && type.extent !== 'model';
}
