import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { Lanes, Narrow } from '../../language';
import type { Value } from './builder';
import { elements } from './lowering';
import type { NoAttributes, Operation } from './operation';
import { reshape } from './operations/reshape';
import { sum } from './operations/sum';
import { broadcastShapes, broadcastStrides, positionsOf, requireType, sameShape } from './shapes';

/** What makes one function of a number an operation. */
interface Unary {
  readonly name: string;
  readonly of: (x: number) => number;
  readonly gradient: ((upstream: Value, result: Value, input: Value) => Value) | null;
  readonly tfjs: (tf: typeof tfjs, x: Tensor) => Tensor;
  readonly lanes: (narrow: Narrow, x: Lanes) => Lanes;
}

/** An operation that applies a function of one number to each element. */
export const unaryOperation = (unary: Unary): Operation<NoAttributes> => {
  const { name, of, gradient, lanes } = unary;
  return {
    name,
    type: ([x]) => {
      requireType(name, 'float32', x!);
      return { shape: x!.shape, dtype: 'float32' };
    },
    gradient:
      gradient === null
        ? null
        : (upstream, result, [input]) => [gradient(upstream, result, input!)],
    reference: ([x]) => x!.data.map((value) => of(value)),
    tfjs: (tf, [x]) => unary.tfjs(tf, x!),
    compiled: elements((narrow, [x]) => lanes(narrow, x!)),
  };
};

/** What makes a function of two numbers an operation. */
interface Binary {
  readonly name: string;
  readonly of: (x: number, y: number) => number;
  /** Gradients in the result's shape; they are summed to the inputs' shapes afterwards. */
  readonly gradient:
    ((upstream: Value, result: Value, x: Value, y: Value) => readonly [Value, Value]) | null;
  readonly tfjs: (tf: typeof tfjs, x: Tensor, y: Tensor) => Tensor;
  readonly lanes: (narrow: Narrow, x: Lanes, y: Lanes) => Lanes;
  /** Takes int32 as well. */
  readonly integers?: true;
}

/** An operation that applies a function of two numbers to each pair of elements, broadcasting. */
export const binaryOperation = (binary: Binary): Operation<NoAttributes> => {
  const { name, of, gradient, lanes } = binary;
  return {
    name,
    type: ([x, y]) => {
      requireType(name, binary.integers ? x!.dtype : 'float32', x!, y!);
      return { shape: broadcastShapes(name, x!.shape, y!.shape), dtype: 'float32' };
    },
    gradient:
      gradient === null
        ? null
        : (upstream, result, [x, y]) => {
            const [byX, byY] = gradient(upstream, result, x!, y!);
            return [sumToShape(byX, x!.shape), sumToShape(byY, y!.shape)];
          },
    reference: ([x, y], _attributes, { shape }) => {
      const xAt = positionsOf(shape, broadcastStrides(x!.shape, shape));
      const yAt = positionsOf(shape, broadcastStrides(y!.shape, shape));
      return Float64Array.from(xAt, (at, i) => of(x!.data[at]!, y!.data[yAt[i]!]!));
    },
    tfjs: (tf, [x, y]) => binary.tfjs(tf, x!, y!),
    compiled: elements((narrow, [x, y]) => lanes(narrow, x!, y!)),
  };
};

/** Undoes a broadcast from `shape` by summing over the axes along which it repeated. */
export const sumToShape = (value: Value, shape: readonly number[]): Value => {
  if (sameShape(value.shape, shape)) return value;
  const missing = value.shape.length - shape.length;
  const repeated = value.shape
    .map((_, axis) => axis)
    .filter((axis) => axis < missing || (shape[axis - missing] === 1 && value.shape[axis] !== 1));
  const reduced = repeated.length === 0 ? value : sum(value, { axes: repeated });
  return sameShape(reduced.shape, shape) ? reduced : reshape(reduced, shape);
};
