import { writeCopy } from '../../kernels/copy';
import { apply } from '../builder';
import type { Value } from '../builder';
import { ShapeError } from '../operation';
import type { Operation } from '../operation';
import { positionsOf, requireType, sameShape, showShape, sizeOf, stridesOf } from '../shapes';
import { sliceAxis } from './slice';

type ConcatAttributes = { readonly axis: number };

/** Where along the axis each part starts. */
const startsOf = (parts: readonly { readonly shape: readonly number[] }[], axis: number) => {
  let start = 0;
  return parts.map((part) => {
    const own = start;
    start += part.shape[axis]!;
    return own;
  });
};

const without = (shape: readonly number[], axis: number): number[] =>
  shape.filter((_, i) => i !== axis);

export const concatOperation: Operation<ConcatAttributes> = {
  name: 'concat',
  type: (parts, { axis }) => {
    requireType('concat', 'float32', ...parts);
    const [first, ...rest] = parts;
    const others = without(first!.shape, axis);
    for (const part of rest) {
      if (!sameShape(without(part.shape, axis), others)) {
        throw new ShapeError(
          `concat: ${showShape(first!.shape)} and ${showShape(part.shape)} differ beside axis ${axis}`,
        );
      }
    }
    const total = parts.reduce((sum, part) => sum + part.shape[axis]!, 0);
    return {
      shape: first!.shape.map((extent, i) => (i === axis ? total : extent)),
      dtype: 'float32',
    };
  },
  gradient: (upstream, _result, parts, { axis }) => {
    const starts = startsOf(parts, axis);
    return parts.map((part, i) => sliceAxis(upstream, axis, starts[i]!, part.shape[axis]!));
  },
  reference: (parts, { axis }, { shape }) => {
    const joined = new Float64Array(sizeOf(shape));
    const strides = stridesOf(shape);
    const starts = startsOf(parts, axis);
    parts.forEach((part, p) => {
      const at = positionsOf(part.shape, strides, starts[p]! * strides[axis]!);
      at.forEach((position, i) => (joined[position] = part.data[i]!));
    });
    return joined;
  },
  tfjs: (tf, parts, { axis }) => tf.concat([...parts], axis),
  compiled: {
    kind: 'routine',
    write: ({ code, inputs: parts, result, attributes: { axis } }) => {
      const strides = stridesOf(result.shape);
      const starts = startsOf(parts, axis);
      parts.forEach(({ address, shape }, p) => {
        const to = { address: result.address + 4 * starts[p]! * strides[axis]!, strides };
        writeCopy(code, shape, { address, strides: stridesOf(shape) }, to);
      });
    },
  },
};

/** Tensors one after another along an axis; a negative one counts from the end. */
export const concat = (parts: readonly [Value, ...Value[]], axis: number): Value => {
  const normal = axis < 0 ? axis + parts[0].shape.length : axis;
  return parts.length === 1 ? parts[0] : apply(concatOperation, parts, { axis: normal });
};
