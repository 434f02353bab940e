import { FunctionCode, type Local, type ModuleBuilder } from '../../language';
import { assign, call, copyOf, FLOAT } from './addresses';
import { LANES } from './lanes';
import { advance, repeat } from './loops';
import { packedBytes, packFunction, type Packing } from './pack';
import { once } from './routine';
import { panelWidth, sweepFunction } from './sweep';

/** Matrix products, one after the other: [rows, inner] · [inner, columns], each operand stored transposed or not. */
export interface Product {
  /** So many products; the matrices of each operand follow each other. */
  readonly batch?: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** Adds to the result instead of setting it. */
  readonly accumulate?: boolean;
  /** Where the matrices are parts of wider ones, numbers from one row to the next as they are stored; of one product. */
  readonly strideA?: number;
  readonly strideB?: number;
  readonly strideResult?: number;
}

/**
 * The number of a module's function for a product: (a, b, result, scratch), all addresses. The result overlaps neither
 * operand; `scratch` has as many bytes as `productScratch` says.
 *
 * Each number of the result is summed up in float32 from the first inner place to the last, as a plain loop would do
 * it: blocks and panels change which number is worked on when, never the order of one sum.
 */
export function productFunction(module: ModuleBuilder, product: Product): number {
  const whole = wholeOf(product);
  return once(module, `product ${JSON.stringify(whole)}`, () =>
    module.add(whole.batch === 1 ? writeProduct(module, planOf(whole)) : writeBatch(module, whole)),
  );
}

/** Bytes of memory that a product's function needs while it runs. */
export function productScratch(product: Product): number {
  const { packing } = planOf(wholeOf(product));
  return packing ? packedBytes(packing) : 0;
}

type Whole = Required<Product>;

function wholeOf({
  batch = 1,
  rows,
  inner,
  columns,
  transposeA = false,
  transposeB = false,
  accumulate = false,
  strideA = transposeA ? rows : inner,
  strideB = transposeB ? inner : columns,
  strideResult = columns,
}: Product): Whole {
  const strides = { strideA, strideB, strideResult };
  return { batch, rows, inner, columns, transposeA, transposeB, accumulate, ...strides };
}

/** Summed places at a time: a panel of the right operand and a tile's rows of the left then fit into the first cache. */
const INNER_BLOCK = 512;
/** Bytes of the left operand that are swept at a time, so that they stay in the second cache. */
const LEFT_BLOCK_BYTES = 384 * 1024;
/** Columns that are packed at a time: it bounds the scratch memory to 2 MB. */
const COLUMN_BLOCK = 1024;
/** A right operand this small is read as it lies. */
const SMALL_RIGHT_BYTES = 16 * 1024;
/** With fewer rows than this, packing costs more than it saves. */
const FEW_ROWS = 16;
/** Blocks of rows are made up of whole tiles. */
const ROW_UNIT = 4;

/** How a product is done in blocks. */
interface Plan {
  readonly product: Whole;
  readonly rows: Blocks;
  readonly inner: Blocks;
  readonly columns: Blocks;
  /** In the left operand, from one row to the next, and from one summed place to the next. */
  readonly left: { readonly row: number; readonly place: number };
  readonly right: { readonly place: number; readonly column: number };
  readonly width: number;
  /** Of the largest block, where the right operand is packed. */
  readonly packing: Packing | null;
}

function planOf(product: Whole): Plan {
  const { rows, inner, columns, transposeA, transposeB, strideA, strideB } = product;
  // A single row or column that has no others beside it lies the same either way.
  const turned = transposeB && ((inner > 1 && columns > 1) || strideB !== inner);
  const single = transposeB && !turned;
  const right = turned
    ? { place: 1, column: strideB }
    : { place: single ? columns : strideB, column: 1 };
  const left = transposeA ? { row: 1, place: strideA } : { row: strideA, place: 1 };
  const large = inner * columns * FLOAT > SMALL_RIGHT_BYTES && columns > 1;
  const width = panelWidth(rows);
  const common = { product, left, right, width };
  if (!turned && (rows < FEW_ROWS || !large)) {
    const [rowBlock, innerBlock, columnBlock] = [wholly(rows), wholly(inner), wholly(columns)];
    return { ...common, rows: rowBlock, inner: innerBlock, columns: columnBlock, packing: null };
  }
  const innerBlocks = blocksOf(inner, INNER_BLOCK, LANES);
  const columnBlocks = blocksOf(columns, COLUMN_BLOCK, width);
  const fitting = Math.floor(LEFT_BLOCK_BYTES / (innerBlocks.size * FLOAT));
  return {
    ...common,
    rows: blocksOf(rows, fitting, ROW_UNIT),
    inner: innerBlocks,
    columns: columnBlocks,
    packing: packingOf(width, right, innerBlocks.size, columnBlocks.size),
  };
}

const packingOf = (
  width: number,
  right: Plan['right'],
  inner: number,
  columns: number,
): Packing => ({
  width,
  places: [{ count: inner, stride: right.place }],
  columns,
  columnStride: right.column,
});

function writeProduct(module: ModuleBuilder, plan: Plan): FunctionCode {
  const { product, left, right, width } = plan;
  const code = new FunctionCode(['i32', 'i32', 'i32', 'i32']);
  const [a, b, c, scratch] = [0, 1, 2, 3];
  /** One block of columns and summed places, from the addresses that `a`, `rightAt` and `c` hold. */
  const writeBlock = (columns: number, inner: number, rightAt: Local, add: boolean): void => {
    if (plan.packing)
      call(code, packFunction(module, packingOf(width, right, inner, columns)), rightAt, scratch);
    const [leftAt, resultAt] = [copyOf(code, a), copyOf(code, c)];
    eachBlock(code, plan.rows, (rows) => {
      const sweep = sweepFunction(module, {
        rows: [{ count: rows, stride: left.row }],
        inner: [{ count: inner, stride: left.place }],
        columns,
        width,
        right: plan.packing ? 'packed' : right.place,
        resultStride: product.strideResult,
        accumulate: add,
      });
      call(code, sweep, leftAt, plan.packing ? scratch : rightAt, resultAt);
      advance(code, leftAt, rows * left.row * FLOAT);
      advance(code, resultAt, rows * product.strideResult * FLOAT);
    });
  };
  const start = copyOf(code, a);
  eachBlock(code, plan.columns, (columns) => {
    const rightAt = copyOf(code, b);
    const along = (inner: number, add: boolean): void => {
      writeBlock(columns, inner, rightAt, add);
      advance(code, a, inner * left.place * FLOAT);
      advance(code, rightAt, inner * right.place * FLOAT);
    };
    along(plan.inner.size, product.accumulate);
    eachBlock(code, { ...plan.inner, count: plan.inner.count - 1 }, (inner) => along(inner, true));
    assign(code, a, start);
    advance(code, b, columns * right.column * FLOAT);
    advance(code, c, columns * FLOAT);
  });
  return code;
}

function writeBatch(module: ModuleBuilder, product: Whole): FunctionCode {
  const { batch, rows, inner, columns } = product;
  const one = productFunction(module, { ...product, batch: 1 });
  const code = new FunctionCode(['i32', 'i32', 'i32', 'i32']);
  repeat(code, batch, () => {
    call(code, one, 0, 1, 2, 3);
    advance(code, 0, rows * inner * FLOAT);
    advance(code, 1, inner * columns * FLOAT);
    advance(code, 2, rows * columns * FLOAT);
  });
  return code;
}

/** `count` blocks of `size`, and a smaller one for the `rest`. */
interface Blocks {
  readonly size: number;
  readonly count: number;
  readonly rest: number;
}

const wholly = (extent: number): Blocks => ({ size: extent, count: 1, rest: 0 });

/** Blocks of about the same size, hardly larger than `largest`; those before the last a multiple of `unit`. */
function blocksOf(extent: number, largest: number, unit: number): Blocks {
  const even = Math.ceil(extent / Math.ceil(extent / largest));
  const size = Math.min(extent, Math.ceil(even / unit) * unit);
  const count = Math.floor(extent / size);
  return { size, count, rest: extent - count * size };
}

function eachBlock(
  code: FunctionCode,
  { size, count, rest }: Blocks,
  body: (size: number) => void,
): void {
  repeat(code, count, () => body(size));
  if (rest > 0) body(rest);
}
