import type { Attributes, TensorType } from './graph';
import type { PlacedTensor, RoutineLowering, RoutinePart } from './lowering';
import { stridesOf } from './shapes';

/** Some neighbouring places of an axis. */
export interface Share {
  readonly first: number;
  readonly count: number;
}

/** Shares an axis as evenly as can be, in units but for the last: at most so many shares, and as many as there are units. */
export function sharesOf(extent: number, most: number, unit = 1): Share[] {
  const units = Math.ceil(extent / unit);
  const count = Math.max(1, Math.min(most, units));
  return Array.from({ length: count }, (_, i) => {
    const [first, end] = [i, i + 1].map((at) => Math.floor((at * units) / count) * unit);
    return { first: first!, count: Math.min(end!, extent) - first! };
  });
}

/** What a tensor's type becomes where only a share of an axis is left. */
export function shareOfType<T extends TensorType>(tensor: T, { count }: Share, axis = 0): T {
  return { ...tensor, shape: tensor.shape.map((extent, i) => (i === axis ? count : extent)) };
}

/** A share of a placed tensor's axis, before which all axes must have extent 1 for it to be without gaps. */
export function shareOfTensor(tensor: PlacedTensor, share: Share, axis = 0): PlacedTensor {
  const address = tensor.address + 4 * share.first * stridesOf(tensor.shape)[axis]!;
  return { ...shareOfType(tensor, share, axis), address };
}

/** A routine as its only part. */
export const wholeOf = <A extends Attributes>(
  { scratch, write }: Pick<RoutineLowering<A>, 'scratch' | 'write'>,
  inputs: readonly TensorType[],
  attributes: A,
  result: TensorType,
): RoutinePart<A> => ({ scratch: scratch?.(inputs, attributes, result) ?? 0, write });

/**
 * A routine of whose result a place along the first axis needs only the same place of some inputs, and all of the
 * others: it can be cut there, unless that axis is the only one, along which it works.
 *
 * @param along those inputs, by their number
 */
export function cutByRows<A extends Attributes>(
  routine: Omit<RoutineLowering<A>, 'cut'>,
  along: readonly number[],
): RoutineLowering<A> {
  const shared = <T extends TensorType>(
    inputs: readonly T[],
    share: Share,
    take: (tensor: T, share: Share) => T,
  ): T[] => inputs.map((input, i) => (along.includes(i) ? take(input, share) : input));
  return {
    ...routine,
    cut(inputs, attributes, result, most): readonly RoutinePart<A>[] {
      const rows = result.shape[0] ?? 1;
      const goingAlong = [result, ...along.map((i) => inputs[i]!)];
      const alike = goingAlong.every(({ shape }) => shape[0] === rows);
      const deeper = goingAlong.some(({ shape }) => shape.length > 1);
      if (!alike || !deeper) return [wholeOf(routine, inputs, attributes, result)];
      return sharesOf(rows, most).map((share) => ({
        scratch:
          routine.scratch?.(
            shared(inputs, share, shareOfType),
            attributes,
            shareOfType(result, share),
          ) ?? 0,
        write: (site) =>
          routine.write({
            ...site,
            inputs: shared(site.inputs, share, shareOfTensor),
            result: shareOfTensor(site.result, share),
          }),
      }));
    },
  };
}
