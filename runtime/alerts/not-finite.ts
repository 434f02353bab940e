import { GRADIENT, LOSS, UPDATE, WEIGHTS, type Rule, type WatchedRow } from './rule';

const VALIDATION_LOSS = 'val/loss';

/** Losses, and the norms by which one sees what a gradient, an update or a weight holds. */
const WATCHED = [LOSS, VALIDATION_LOSS, GRADIENT, UPDATE, WEIGHTS];

/**
 * NaN or ±Inf in loss, gradient, update or weights: at once, since nothing that comes after it means anything; and in a
 * value of the program from which nothing of that has come yet.
 */
export const notFinite: Rule<'not-finite'> = {
  kind: 'not-finite',
  watch:
    ({ parameters }) =>
    (row) => {
      const tag = WATCHED.find((each) => !Number.isFinite(row.metrics[each] ?? 0));
      const { origin } = row;
      if (tag === undefined) return origin ? { kind: 'not-finite', tag: null, origin } : null;
      const parameter = parameters[firstPlace(row)]?.name ?? null;
      return {
        kind: 'not-finite',
        tag,
        value: row.metrics[tag]!,
        parameter,
        ...(origin && { origin }),
      };
    },
};

/** Of the first parameter that is not finite; weights were before the gradient, and the gradient before the update. */
function firstPlace({ norms }: WatchedRow): number {
  if (norms === null) return -1;
  const places = [norms.weight, norms.gradient, norms.update].map((lengths) =>
    lengths.findIndex((length) => !Number.isFinite(length)),
  );
  return places.find((place) => place >= 0) ?? -1;
}
