import { productFunction, productScratch, type Product } from '../../kernels/product';
import { apply } from '../builder';
import type { Value } from '../builder';
import type { TensorType } from '../graph';
import { cutByRows, sharesOf } from '../cutting';
import { callShared, type RoutinePart, type RoutineSite } from '../lowering';
import { ShapeError } from '../operation';
import type { Operation } from '../operation';
import { requireType, sameShape, showShape, sizeOf } from '../shapes';
import { reshape } from './reshape';

type MatmulAttributes = { readonly transposeA: boolean; readonly transposeB: boolean };

const rowsAndColumns = (shape: readonly number[], transposed: boolean): [number, number] => {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
};

type ProductOfOne = Product & Required<Pick<Product, 'batch' | 'transposeA' | 'transposeB'>>;

const productOf = (
  a: TensorType,
  { transposeA, transposeB }: MatmulAttributes,
  { shape }: TensorType,
): ProductOfOne => ({
  batch: sizeOf(shape.slice(0, -2)),
  rows: shape.at(-2)!,
  inner: rowsAndColumns(a.shape, transposeA)[1],
  columns: shape.at(-1)!,
  transposeA,
  transposeB,
});

const writeProduct = (
  site: RoutineSite<MatmulAttributes>,
  product: Product,
  [a, b, result]: readonly [number, number, number] = [0, 0, 0],
): void =>
  callShared(
    site,
    `product ${JSON.stringify(product)}`,
    (module) => productFunction(module, product),
    [
      site.inputs[0]!.address + 4 * a,
      site.inputs[1]!.address + 4 * b,
      site.result.address + 4 * result,
      site.scratch,
    ],
  );

/** Cut between products. */
const batched = cutByRows<MatmulAttributes>(
  {
    kind: 'routine',
    operations: ([a], attributes, result) => {
      const { batch, rows, inner, columns } = productOf(a!, attributes, result);
      return 2 * batch * rows * inner * columns;
    },
    scratch: ([a], attributes, result) => productScratch(productOf(a!, attributes, result)),
    write: (site) => writeProduct(site, productOf(site.inputs[0]!, site.attributes, site.result)),
  },
  [0, 1],
);

/** Shares of a product are made up of whole tiles and panels. */
const ROW_UNIT = 4;
const COLUMN_UNIT = 8;

/** Cuts one product along the longer side of its result, so that the smaller operand is what all parts read. */
function productParts(product: ProductOfOne, most: number): RoutinePart<MatmulAttributes>[] {
  const { rows, inner, columns, transposeA, transposeB } = product;
  const byRows = rows >= columns;
  const shares = byRows ? sharesOf(rows, most, ROW_UNIT) : sharesOf(columns, most, COLUMN_UNIT);
  return shares.map(({ first, count }) => {
    const part: Product = byRows
      ? { ...product, rows: count, ...(transposeA && { strideA: rows }) }
      : {
          ...product,
          columns: count,
          ...(!transposeB && { strideB: columns }),
          strideResult: columns,
        };
    const starts = byRows
      ? ([first * (transposeA ? 1 : inner), 0, first * columns] as const)
      : ([0, first * (transposeB ? inner : 1), first] as const);
    return {
      scratch: productScratch(part),
      write: (site) => writeProduct(site, part, starts),
    };
  });
}

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
    ...batched,
    cut: (inputs, attributes, result, most) =>
      result.shape.length > 2
        ? batched.cut!(inputs, attributes, result, most)
        : productParts(productOf(inputs[0]!, attributes, result), most),
  },
};

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
