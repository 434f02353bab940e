import type { Span } from '../diagnostics';
import type { BodyBuilder } from './builder';
import type { Application, Context, Join } from './context';
import type { Argument } from '../functions/entry';
import { areAlike, fitsIn, goTogether, meetsNeed, sizeOf } from '../ir/extent';
import type { Hyper, ValueType } from '../ir/program';
import { describeSizes, describeType, typeOf, type Draft, type Value } from './values';

/**
 * Reports what does not fit once every extent is known: arguments, conditions and branches. What is made of
 * something that has been reported is not reported again. Says of a value whether it is made of such.
 *
 * @param forgotten slots that are assigned and not returned: they stay as small as they start
 */
export function judgeExtents(
  context: Context,
  bodies: readonly BodyBuilder[],
  hypers: readonly Hyper[],
  forgotten: ReadonlySet<string>,
): (value: Value) => boolean {
  const faulty = new Set<Draft>();
  /** What is made of a forgotten slot, and of which. */
  const made = new Map<Draft, string>();
  let isReminded = false;
  const slotIn = ({ operand, draft }: Value): string | undefined => {
    if (operand.from === 'slot' && forgotten.has(operand.name)) return operand.name;
    return draft ? made.get(draft) : undefined;
  };
  const isFaulty = (value: Value): boolean =>
    (value.draft !== null && faulty.has(value.draft)) ||
    (isReminded && slotIn(value) !== undefined);

  const judge = (application: Application): boolean => {
    const { args, span } = application;
    if (args.some(isFaulty)) return false;
    const complaint = complaintOf(application, hypers);
    if (complaint === null) return true;
    const slot = args.map(slotIn).find((name) => name !== undefined);
    const reminder = `\`${slot}\` is assigned but not returned, so it stays as it starts, one number for the whole model; return it behind the first value.`;
    context.report('T1', span, slot === undefined ? complaint : reminder);
    isReminded ||= slot !== undefined;
    return false;
  };
  const joins = new Map(context.joins.map((join) => [join.joined.draft, join]));
  const judgeDraft = (draft: Draft): boolean => {
    if (draft.entry.name !== 'choose') return judge(draft);
    const join = joins.get(draft);
    joins.delete(draft);
    return !draft.args.some(isFaulty) && (!join || judgeJoin(context, join));
  };
  for (const { drafts } of bodies) {
    for (const draft of drafts) {
      const slot = draft.args.map(slotIn).find((name) => name !== undefined);
      if (slot !== undefined) made.set(draft, slot);
      if (!judgeDraft(draft)) faulty.add(draft);
    }
  }
  context.expansions.forEach(judge);
  for (const { value, span } of context.conditions)
    if (!isFaulty(value)) judgeCondition(context, value, span);
  for (const join of joins.values()) judgeJoin(context, join);
  return isFaulty;
}

function complaintOf(application: Application, hypers: readonly Hyper[]): string | null {
  for (const i of application.entry.signature.arguments.keys()) {
    const complaint = complaintOfArgument(application, i, hypers);
    if (complaint !== null) return complaint;
  }
  return complaintOfSizes(application);
}

function complaintOfArgument(
  { entry, args }: Application,
  index: number,
  hypers: readonly Hyper[],
): string | null {
  const { name, finest, needs, saysSize } = entry.signature.arguments[index];
  const type = typeOf(args[index]);
  if (!type) return null;
  const what = `\`${entry.operator?.symbol ?? entry.name}\` takes as ${name}`;
  if (finest && !fitsIn(type.extent, finest))
    return `${what} ${describeType({ kind: type.kind, extent: finest })}, and this is ${describeType(type)}; ${finest === 'elem' ? 'bring it back to the size of the weights' : 'reduce it first, as with `mean(x)`'}.`;
  if (needs && !meetsNeed(type.extent, needs) && args[index].certain)
    return `${what} ${NEEDED[needs]}, and this is ${describeType(type)}.`;
  if (saysSize && !isSize(args[index], hypers))
    return `${what} a whole number above 0, a constant or an \`int\` hyperparameter: it decides the size of what comes out.`;
  return null;
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
function complaintOfSizes({ entry, args }: Application): string | null {
  const types = args.map(typeOf);
  const isKnown = (type: ValueType | null): type is ValueType => type !== null;
  if (!types.every(isKnown) || !args.every(({ certain }) => certain)) return null;
  const extents = types.map(({ extent }) => extent);
  if (goTogether(entry, extents)) return null;
  const isProduct = entry.signature.result.extent === 'product';
  // A number for the whole model is complained about as no matrix.
  if (isProduct && extents.includes('model')) return null;
  const odd = types.findIndex(({ extent }, i) => i > 0 && !areAlike(extents[0], extent));
  const [first, second] = [types[0], types[isProduct || odd < 0 ? 1 : odd]];
  const pair = `${describeSizes(first)} beside ${describeSizes(second)}`;
  return isProduct
    ? `\`@\` takes as many columns on its left as rows on its right, and these are ${pair}; \`transpose\` one of them, or multiply with \`*\`.`
    : `\`${entry.operator?.symbol ?? entry.name}\` works element by element, and these are ${pair}; multiply matrices with \`@\`, or \`transpose\` one of them.`;
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
 * Branches must agree; false where they do not. A number for the whole model combines with anything, as everywhere in the language;
 * and where the condition is known per tensor, only one of the branches ever exists for it.
 */
function judgeJoin(context: Context, { name, condition, left, right, span }: Join): boolean {
  const [a, b] = [typeOf(left), typeOf(right)];
  if (!a || !b) return true;
  const sized = a.extent !== 'model' && b.extent !== 'model' && a.extent !== b.extent;
  const settled = condition.fixed && areAlike(a.extent, b.extent);
  const extentsDiffer = sized && !settled && left.certain && right.certain;
  if (a.kind === b.kind && !extentsDiffer) return true;
  const label = name === null ? 'The result' : `\`${name}\``;
  context.report(
    'T4',
    span,
    `${label} is ${describeType(a)} in one branch and ${describeType(b)} in the other; give it the same type in both.`,
  );
  return false;
}
