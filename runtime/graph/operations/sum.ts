import { writeSum } from '../../kernels/sum';
import { apply } from '../builder';
import type { Value } from '../builder';
import type { Operation } from '../operation';
import { broadcastStrides, normalizeAxes, positionsOf, requireType, sizeOf } from '../shapes';
import { isWasm, sumLeadingAxes } from '../tfjs-wasm';
import { broadcastTo } from './broadcast-to';
import { reshape } from './reshape';

export type ReductionAttributes = { readonly axes: readonly number[]; readonly keepDims: boolean };

/** The shape in which the reduced axes are kept with extent 1. */
export const keptShape = (shape: readonly number[], axes: readonly number[]): number[] =>
  shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));

export const sumOperation: Operation<ReductionAttributes> = {
  name: 'sum',
  type: ([x], { axes, keepDims }) => {
    requireType('sum', 'float32', x!);
    const shape = keepDims
      ? keptShape(x!.shape, axes)
      : x!.shape.filter((_, axis) => !axes.includes(axis));
    return { shape, dtype: 'float32' };
  },
  gradient: (upstream, _result, [x], { axes }) => [
    broadcastTo(reshape(upstream, keptShape(x!.shape, axes)), x!.shape),
  ],
  reference: ([x], { axes }, { shape }) => {
    const totals = new Float64Array(sizeOf(shape));
    const target = positionsOf(x!.shape, broadcastStrides(keptShape(x!.shape, axes), x!.shape));
    target.forEach((at, i) => (totals[at]! += x!.data[i]!));
    return totals;
  },
  tfjs: (tf, [x], { axes, keepDims }, { shape }) => {
    const leading = axes.length < x!.rank && axes.every((axis, i) => axis === i);
    return leading && isWasm(tf)
      ? tf.reshape(sumLeadingAxes(tf, x!, axes.length), [...shape])
      : tf.sum(x!, [...axes], keepDims);
  },
  compiled: {
    kind: 'routine',
    write: ({ code, inputs: [x], result, attributes: { axes } }) =>
      writeSum(code, x!, axes, result.address),
  },
};

/** How to reduce: over which axes (all, when left out; negative ones count from the end), kept as 1 or dropped. */
export interface Reduction {
  readonly axes?: readonly number[];
  readonly keepDims?: boolean;
}

/** A reduction's settings as attributes, with its axes made positive. */
export const reductionOf = (
  operation: string,
  x: Value,
  { axes, keepDims = false }: Reduction,
): ReductionAttributes => ({
  axes: normalizeAxes(operation, axes ?? null, x.shape.length),
  keepDims,
});

/** The sum over some axes. */
export const sum = (x: Value, reduction: Reduction = {}): Value =>
  apply(sumOperation, [x], reductionOf('sum', x, reduction));
