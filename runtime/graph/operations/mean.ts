import { writeSum } from '../../kernels/sum';
import { apply } from '../builder';
import type { Value } from '../builder';
import type { Operation } from '../operation';
import { sizeOf } from '../shapes';
import { broadcastTo } from './broadcast-to';
import { multiply } from './multiply';
import { reshape } from './reshape';
import { keptShape, reductionOf, sumOperation } from './sum';
import type { Reduction, ReductionAttributes } from './sum';

const countOf = (shape: readonly number[], axes: readonly number[]): number =>
  sizeOf(axes.map((axis) => shape[axis]!));

export const meanOperation: Operation<ReductionAttributes> = {
  name: 'mean',
  type: sumOperation.type,
  gradient: (upstream, _result, [x], { axes }) => {
    const share = multiply(upstream, 1 / countOf(x!.shape, axes));
    return [broadcastTo(reshape(share, keptShape(x!.shape, axes)), x!.shape)];
  },
  reference: (inputs, attributes, result, randomness) => {
    const totals = sumOperation.reference(inputs, attributes, result, randomness);
    const count = countOf(inputs[0]!.shape, attributes.axes);
    return totals.map((total) => total / count);
  },
  tfjs: (tf, [x], { axes, keepDims }) => tf.mean(x!, [...axes], keepDims),
  compiled: {
    kind: 'routine',
    write: ({ code, inputs: [x], result, attributes: { axes } }) =>
      writeSum(code, x!, axes, result.address, countOf(x!.shape, axes)),
  },
};

/** The mean over some axes. */
export const mean = (x: Value, reduction: Reduction = {}): Value =>
  apply(meanOperation, [x], reductionOf('mean', x, reduction));
