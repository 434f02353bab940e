import type { Span } from '../diagnostics';
import type { BodyBuilder } from './builder';
import type { Application, Context, Join } from './context';
import { fitsIn } from '../ir/extent';
import { describeType, typeOf, type Value } from './values';

/** Reports what does not fit once every extent is known: arguments, conditions and branches. */
export function judgeExtents(context: Context, bodies: readonly BodyBuilder[]): void {
  for (const { drafts } of bodies)
    for (const draft of drafts) if (draft.entry.name !== 'choose') judgeArguments(context, draft);
  for (const expansion of context.expansions) judgeArguments(context, expansion);
  for (const { value, span } of context.conditions) judgeCondition(context, value, span);
  for (const join of context.joins) judgeJoin(context, join);
}

function judgeArguments(context: Context, { entry, args, span }: Application): void {
  entry.signature.arguments.forEach(({ name, finest, needs }, i) => {
    const type = typeOf(args[i]);
    if (!type) return;
    const what = `\`${entry.operator?.symbol ?? entry.name}\` takes as ${name}`;
    if (finest && !fitsIn(type.extent, finest))
      context.report(
        'T1',
        span,
        `${what} ${describeType({ kind: type.kind, extent: finest })}, and this is ${describeType(type)}; reduce it first, as with \`mean(x)\`.`,
      );
    if (needs && type.extent !== needs && args[i].certain)
      context.report(
        'T1',
        span,
        `${what} ${describeType({ kind: type.kind, extent: needs })}, and this is ${describeType(type)}.`,
      );
  });
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
  const extentsDiffer = sized && !condition.fixed && left.certain && right.certain;
  if (a.kind === b.kind && !extentsDiffer) return;
  const label = name === null ? 'The result' : `\`${name}\``;
  context.report(
    'T4',
    span,
    `${label} is ${describeType(a)} in one branch and ${describeType(b)} in the other; give it the same type in both.`,
  );
}
