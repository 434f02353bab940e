import { productFunction, productScratch, type Product } from '../../kernels/product';
import { apply } from '../builder';
import type { Value } from '../builder';
import type { TensorType } from '../graph';
import { callShared } from '../lowering';
import { ShapeError } from '../operation';
import type { Operation } from '../operation';
import { requireType, sameShape, showShape, sizeOf } from '../shapes';
import { reshape } from './reshape';

type MatmulAttributes = { readonly transposeA: boolean; readonly transposeB: boolean };

const rowsAndColumns = (shape: readonly number[], transposed: boolean): [number, number] => {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
};

export const matmulOperation: Operation<MatmulAttributes> = {
  name: 'matmul',
  type: ([a, b], { transposeA, transposeB }) => {
    requireType('matmul', 'float32', a!, b!);
    const batch = a!.shape.slice(0, -2);
    const [rows, inner] = rowsAndColumns(a!.shape, transposeA);
    const [innerB, columns] = rowsAndColumns(b!.shape, transposeB);
    if (a!.shape.length < 2 || inner !== innerB || !sameShape(batch, b!.shape.slice(0, -2))) {
      const show = (shape: readonly number[], transposed: boolean): string =>
        showShape(shape) + (transposed ? 'ᵀ' : '');
      throw new ShapeError(
        `matmul: ${show(a!.shape, transposeA)} and ${show(b!.shape, transposeB)} do not multiply`,
      );
    }
    return { shape: [...batch, rows, columns], dtype: 'float32' };
  },
  gradient: (upstream, _result, [a, b], { transposeA, transposeB }) => [
    transposeA
      ? product(b!, upstream, transposeB, true)
      : product(upstream, b!, false, !transposeB),
    transposeB
      ? product(upstream, a!, true, transposeA)
      : product(a!, upstream, !transposeA, false),
  ],
  reference: ([a, b], { transposeA, transposeB }, { shape }) => {
    const [rows, inner] = rowsAndColumns(a!.shape, transposeA);
    const [, columns] = rowsAndColumns(b!.shape, transposeB);
    const [aRow, aColumn] = transposeA ? [1, rows] : [inner, 1];
    const [bRow, bColumn] = transposeB ? [1, inner] : [columns, 1];
    const result = new Float64Array(sizeOf(shape));
    const matrices = sizeOf(shape.slice(0, -2));
    for (let matrix = 0; matrix < matrices; matrix++) {
      const aStart = matrix * rows * inner;
      const bStart = matrix * inner * columns;
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          let total = 0;
          for (let k = 0; k < inner; k++) {
            total +=
              a!.data[aStart + row * aRow + k * aColumn]! *
              b!.data[bStart + k * bRow + column * bColumn]!;
          }
          result[(matrix * rows + row) * columns + column] = total;
        }
      }
    }
    return result;
  },
  tfjs: (tf, [a, b], { transposeA, transposeB }) => tf.matMul(a!, b!, transposeA, transposeB),
  compiled: {
    kind: 'routine',
    scratch: ([a], attributes, result) => productScratch(productOf(a!, attributes, result)),
    write: (site) => {
      const [a, b] = site.inputs;
      const product = productOf(a!, site.attributes, site.result);
      callShared(
        site,
        `product ${JSON.stringify(product)}`,
        (module) => productFunction(module, product),
        [a!.address, b!.address, site.result.address, site.scratch],
      );
    },
  },
};

const productOf = (
  a: TensorType,
  { transposeA, transposeB }: MatmulAttributes,
  { shape }: TensorType,
): Product => ({
  batch: sizeOf(shape.slice(0, -2)),
  rows: shape.at(-2)!,
  inner: rowsAndColumns(a.shape, transposeA)[1],
  columns: shape.at(-1)!,
  transposeA,
  transposeB,
});

const product = (a: Value, b: Value, transposeA: boolean, transposeB: boolean): Value =>
  apply(matmulOperation, [a, b], { transposeA, transposeB });

/**
 * The matrix product of the last two axes, for each place along the axes before them, which both must have alike;
 * a `b` of rank 2 serves all places of a larger `a`.
 */
export const matmul = (
  a: Value,
  b: Value,
  { transposeA = false, transposeB = false }: Partial<MatmulAttributes> = {},
): Value => {
  if (a.shape.length > 2 && b.shape.length === 2 && !transposeA) {
    const flat = product(reshape(a, [-1, a.shape.at(-1)!]), b, false, transposeB);
    return reshape(flat, [...a.shape.slice(0, -1), flat.shape[1]!]);
  }
  return product(a, b, transposeA, transposeB);
};
