import { broadcast_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf, sameShape } from '../graph/shapes';
import { FLOAT } from '../kernels/addresses';
import { productFunction, productScratch, type Product } from '../kernels/product';
import type { BackendMemory, Routine } from './backend-memory';

export interface MatmulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * The product of the last two axes, either operand transposed or not, the axes before them broadcast. The backend's own
 * multiplies plain matrices fast, and is 15 to 40 times slower on transposed ones and on batches.
 */
export function multiplyMatrices(
  memory: BackendMemory,
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB }: MatmulAttributes,
): TensorInfo {
  const [rows, inner] = lastTwo(a.shape, transposeA);
  const [innerB, columns] = lastTwo(b.shape, transposeB);
  if (inner !== innerB)
    throw new Error(
      `Error in matMul: inner shapes (${inner}) and (${innerB}) of Tensors with shapes ${a.shape.join()} and ` +
        `${b.shape.join()} and transposeA=${transposeA} and transposeB=${transposeB} must match.`,
    );
  const [outerA, outerB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const outer = broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  const result = memory.make([...outer, rows, columns]);
  const matrices = sizeOf(outer);
  if (matrices * rows * columns === 0) return result;
  if (inner === 0) {
    const at = memory.addressOf(result) / FLOAT;
    memory.floats().fill(0, at, at + sizeOf(result.shape));
    return result;
  }
  const one = { rows, inner, columns, transposeA, transposeB };
  const [from, to] = [
    [memory.addressOf(a), memory.addressOf(b)] as const,
    memory.addressOf(result),
  ];
  if (sameShape(outerA, outerB))
    runProduct(memory, { ...one, batch: matrices }, ([run, room]) => run(...from, to, room));
  else if (sizeOf(outerB) === 1 && !transposeA)
    // One right operand for all: the left ones are as many more rows.
    runProduct(memory, { ...one, rows: matrices * rows }, ([run, room]) => run(...from, to, room));
  else
    runProduct(memory, one, ([run, room]) => {
      for (let i = 0; i < matrices; i++)
        run(
          from[0] + placeOf(i, outer, outerA) * rows * inner * FLOAT,
          from[1] + placeOf(i, outer, outerB) * inner * columns * FLOAT,
          to + i * rows * columns * FLOAT,
          room,
        );
    });
  return result;
}

/** Addresses are taken before: room for scratch moves no tensor. */
function runProduct(
  memory: BackendMemory,
  product: Product,
  use: (given: readonly [run: Routine, scratch: number]) => void,
): void {
  const { batch = 1, rows, inner, columns, transposeA, transposeB } = product;
  const name = `product ${batch} ${rows} ${inner} ${columns} ${transposeA} ${transposeB}`;
  const run = memory.routine(name, (module) => productFunction(module, product));
  use([run, memory.room(productScratch(product))]);
}

function lastTwo(shape: readonly number[], transposed: boolean): readonly [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}

/** Which matrix of an operand stands for the i-th of the result. */
function placeOf(i: number, outer: readonly number[], own: readonly number[]): number {
  let place = 0;
  let stride = 1;
  for (let axis = outer.length - 1, rest = i; axis >= 0; axis--) {
    const extent = own[axis - outer.length + own.length] ?? 1;
    if (extent > 1) place += (rest % outer[axis]!) * stride;
    stride *= extent;
    rest = Math.floor(rest / outer[axis]!);
  }
  return place;
}
