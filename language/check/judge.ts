import type { Span } from '../diagnostics';
import type { BodyBuilder } from './builder';
import type { Application, Context, Join } from './context';
import type { Argument } from '../functions/entry';
import { areAlike, fitsIn, goTogether, meetsNeed, sizeOf } from '../ir/extent';
import type { Hyper, ValueType } from '../ir/program';
import { describeSizes, describeType, typeOf, type Value } from './values';

/** Reports what does not fit once every extent is known: arguments, conditions and branches. */
export function judgeExtents(
  context: Context,
  bodies: readonly BodyBuilder[],
  hypers: readonly Hyper[],
): void {
  const judge = (application: Application): void => {
    judgeArguments(context, application, hypers);
    judgeSizes(context, application);
  };
  for (const { drafts } of bodies)
    for (const draft of drafts) if (draft.entry.name !== 'choose') judge(draft);
  context.expansions.forEach(judge);
  for (const { value, span } of context.conditions) judgeCondition(context, value, span);
  for (const join of context.joins) judgeJoin(context, join);
}

function judgeArguments(
  context: Context,
  { entry, args, span }: Application,
  hypers: readonly Hyper[],
): void {
  entry.signature.arguments.forEach(({ name, finest, needs, saysSize }, i) => {
    const type = typeOf(args[i]);
    if (!type) return;
    const what = `\`${entry.operator?.symbol ?? entry.name}\` takes as ${name}`;
    if (finest && !fitsIn(type.extent, finest))
      context.report(
        'T1',
        span,
        `${what} ${describeType({ kind: type.kind, extent: finest })}, and this is ${describeType(type)}; ${finest === 'elem' ? 'bring it back to the size of the weights' : 'reduce it first, as with `mean(x)`'}.`,
      );
    if (needs && !meetsNeed(type.extent, needs) && args[i].certain)
      context.report('T1', span, `${what} ${NEEDED[needs]}, and this is ${describeType(type)}.`);
    if (saysSize && !isSize(args[i], hypers))
      context.report(
        'T1',
        span,
        `${what} a whole number above 0, a constant or an \`int\` hyperparameter: it decides the size of what comes out.`,
      );
  });
}

const NEEDED: Readonly<Record<NonNullable<Argument['needs']>, string>> = {
  matrix: 'a matrix of each tensor',
  lines: 'a matrix with rows and columns, such as one number per element',
  square: 'a matrix with as many rows as columns, such as `x @ transpose(x)`',
};

function isSize({ operand }: Value, hypers: readonly Hyper[]): boolean {
  if (operand.from !== 'hyper') return sizeOf(operand) !== null;
  return hypers.some(({ name, scale }) => name === operand.name && scale === 'int');
}

/** Values are combined element by element where their sizes allow it; matrices are multiplied where they meet. */
function judgeSizes(context: Context, { entry, args, span }: Application): void {
  const types = args.map(typeOf);
  const isKnown = (type: ValueType | null): type is ValueType => type !== null;
  if (!types.every(isKnown) || !args.every(({ certain }) => certain)) return;
  const extents = types.map(({ extent }) => extent);
  if (goTogether(entry, extents)) return;
  const isProduct = entry.signature.result.extent === 'product';
  // A number for the whole model is complained about as no matrix.
  if (isProduct && extents.includes('model')) return;
  const odd = types.findIndex(({ extent }, i) => i > 0 && !areAlike(extents[0], extent));
  const [first, second] = [types[0], types[isProduct || odd < 0 ? 1 : odd]];
  const pair = `${describeSizes(first)} beside ${describeSizes(second)}`;
  context.report(
    'T1',
    span,
    isProduct
      ? `\`@\` takes as many columns on its left as rows on its right, and these are ${pair}; \`transpose\` one of them, or multiply with \`*\`.`
      : `\`${entry.operator?.symbol ?? entry.name}\` works element by element, and these are ${pair}; multiply matrices with \`@\`, or \`transpose\` one of them.`,
  );
}

function judgeCondition(context: Context, value: Value, span: Span): void {
  const type = typeOf(value);
  if (type && !fitsIn(type.extent, 'tensor'))
    context.report(
      'T3',
      span,
      `This condition is ${describeType(type)}, but an \`if\` decides for a whole tensor; use \`where(condition, x, y)\`.`,
    );
}

/**
 * Branches must agree. A number for the whole model combines with anything, as everywhere in the language;
 * and where the condition is known per tensor, only one of the branches ever exists for it.
 */
function judgeJoin(context: Context, { name, condition, left, right, span }: Join): void {
  const [a, b] = [typeOf(left), typeOf(right)];
  if (!a || !b) return;
  const sized = a.extent !== 'model' && b.extent !== 'model' && a.extent !== b.extent;
  const settled = condition.fixed && areAlike(a.extent, b.extent);
  const extentsDiffer = sized && !settled && left.certain && right.certain;
  if (a.kind === b.kind && !extentsDiffer) return;
  const label = name === null ? 'The result' : `\`${name}\``;
  context.report(
    'T4',
    span,
    `${label} is ${describeType(a)} in one branch and ${describeType(b)} in the other; give it the same type in both.`,
  );
}
