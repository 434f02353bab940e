import type { Argument, FunctionEntry } from '../functions/entry';
import type { Extent, NamedExtent, Operand, Program } from './program';

/** One dimension of a matrix: `1`, `rows`, `cols`, a whole number, or the name of an `int` hyperparameter. */
export type Size = string;
export type Sizes = readonly [rows: Size, cols: Size];

const NAMED: Readonly<Record<Exclude<NamedExtent, 'model'>, Sizes>> = {
  tensor: ['1', '1'],
  row: ['rows', '1'],
  col: ['1', 'cols'],
  elem: ['rows', 'cols'],
};
const NAME_OF = new Map(
  Object.entries(NAMED).map(([name, sizes]) => [sizes.join(), name as NamedExtent]),
);

/** The two sizes of what a value is for one tensor; a number for the whole model is 1 × 1 there. */
export function sizesOf(extent: Extent): Sizes {
  if (isNamed(extent)) return NAMED[extent === 'model' ? 'tensor' : extent];
  const [rows, cols] = extent.slice(1, -1).split(', ');
  return [rows, cols];
}

/** The extent with these sizes. */
export function matrixOf(rows: Size, cols: Size): Extent {
  return NAME_OF.get(`${rows},${cols}`) ?? `(${rows}, ${cols})`;
}

export function isNamed(extent: Extent): extent is NamedExtent {
  return extent === 'model' || extent in NAMED;
}

/**
 * The smallest extent that covers both: `row` and `col` meet in `elem`. Sizes that do not go together give one of
 * the two, always the same, so that the inference of extents ends; `areAlike` tells that they do not.
 */
export function joinExtents(a: Extent, b: Extent): Extent {
  if (a === b || b === 'model') return a;
  if (a === 'model') return b;
  const [[n, m], [p, q]] = [sizesOf(a), sizesOf(b)];
  return matrixOf(joinSizes(n, p), joinSizes(m, q));
}

function joinSizes(a: Size, b: Size): Size {
  if (a === '1') return b;
  return b === '1' || a > b ? a : b;
}

/** True where two values combine element by element: in each dimension their sizes are equal, or one of them is 1. */
export function areAlike(a: Extent, b: Extent): boolean {
  const [first, second] = [sizesOf(a), sizesOf(b)];
  return first.every((size, i) => size === second[i] || size === '1' || second[i] === '1');
}

/** True where a value of extent `a` also fits where `b` is asked for. */
export function fitsIn(a: Extent, b: Extent): boolean {
  if (a === b || a === 'model') return true;
  if (b === 'model') return false;
  const wanted = sizesOf(b);
  return sizesOf(a).every((size, i) => size === '1' || size === wanted[i]);
}

/** Larger for what holds more numbers. */
export function fineness(extent: Extent): number {
  return extent === 'model' ? 0 : 1 + sizesOf(extent).filter((size) => size !== '1').length;
}

/** The extent of a function's result, given those of its arguments and, where one says a size, what they are. */
export function resultExtent(
  entry: FunctionEntry,
  args: readonly Extent[],
  operands: readonly Operand[],
): Extent {
  const { extent } = entry.signature.result;
  const sizes = args.map(sizesOf);
  switch (extent) {
    case 'broadcast':
      return args.reduce(joinExtents, 'model');
    case 'alike':
      return args[0];
    case 'row':
      return matrixOf(sizes[0][0], '1');
    case 'col':
      return matrixOf('1', sizes[0][1]);
    case 'transposed':
      return args[0] === 'model' ? 'model' : matrixOf(sizes[0][1], sizes[0][0]);
    case 'product':
      return matrixOf(sizes[0][0], sizes[1][1]);
    case 'columns':
      return matrixOf(sizes[0][0], sizeOf(operands[1]) ?? '1');
    default:
      return extent;
  }
}

/** Whether a value is as much of a matrix as an argument asks for. */
export function meetsNeed(extent: Extent, needs: NonNullable<Argument['needs']>): boolean {
  const [rows, cols] = sizesOf(extent);
  if (extent === 'model') return false;
  return needs === 'matrix' || (needs === 'lines' ? rows !== '1' && cols !== '1' : rows === cols);
}

/** Whether the arguments of a function go together: of one size, or such that their product is there. */
export function goTogether(entry: FunctionEntry, args: readonly Extent[]): boolean {
  const { extent } = entry.signature.result;
  if (extent === 'product') return sizesOf(args[0])[1] === sizesOf(args[1])[0];
  const byElement = extent === 'broadcast' || entry.meaning.per === 'tensor' || extent === 'model';
  return !byElement || args.every((a, i) => args.slice(i + 1).every((b) => areAlike(a, b)));
}

/** The size that an operand says; null for what may change from step to step. */
export function sizeOf(operand: Operand): Size | null {
  if (operand.from === 'hyper') return operand.name;
  const isSize =
    operand.from === 'literal' && Number.isInteger(operand.value) && Number(operand.value) > 0;
  return isSize ? String(operand.value) : null;
}

/** The same extent where hyperparameters have other names. */
export function renameSizes(extent: Extent, rename: (hyper: string) => string): Extent {
  const [rows, cols] = sizesOf(extent);
  const renamed = (size: Size): Size => (isHyper(size) ? rename(size) : size);
  return [rows, cols].some(isHyper) ? matrixOf(renamed(rows), renamed(cols)) : extent;
}

const isHyper = (size: Size): boolean => size !== 'rows' && size !== 'cols' && !/^\d/.test(size);

/** The hyperparameters that decide how large something is. They are settled before the first step. */
export function sizeHypers(program: Program): ReadonlySet<string> {
  const bodies = [program.train, program.evalPoint, ...program.slots.map(({ initial }) => initial)];
  const extents = [
    ...program.slots.map(({ extent }) => extent),
    ...bodies.flatMap((body) => body?.statements.map(({ type }) => type.extent) ?? []),
  ];
  return new Set(extents.flatMap((extent) => sizesOf(extent).filter(isHyper)));
}
