import type { Round } from '../functions/entry';
import type { Matrix } from './matrix';

type ElementFunction = (round: Round, ...args: number[]) => number;

/** A matrix in the order of the elements of a larger one, into which it is repeated. */
interface Strided {
  readonly data: Float64Array;
  /** How far the next row's element lies, and the next column's; 0 where it is the same one. */
  readonly down: number;
  readonly across: number;
}

const strided = ({ rows, cols, data }: Matrix): Strided => ({
  data,
  down: rows === 1 ? 0 : cols,
  across: cols === 1 ? 0 : 1,
});

/**
 * What a function of numbers gives for each element of a shape, its arguments repeated into that. One, two and three
 * arguments are handed over without a list of them for every element, which would take most of the time.
 */
export function elementwise(
  of: ElementFunction,
  round: Round,
  args: readonly Matrix[],
  { rows, cols }: { readonly rows: number; readonly cols: number },
): Matrix {
  const data = new Float64Array(rows * cols);
  const [a, b, c] = args.map(strided);
  const fill = (at: (row: number, col: number) => number): void => {
    let i = 0;
    for (let row = 0; row < rows; row++)
      for (let col = 0; col < cols; col++, i++) data[i] = at(row, col);
  };
  const read = ({ data, down, across }: Strided, row: number, col: number): number =>
    data[row * down + col * across];
  if (args.length === 1) fill((row, col) => of(round, read(a, row, col)));
  else if (args.length === 2) fill((row, col) => of(round, read(a, row, col), read(b, row, col)));
  else if (args.length === 3)
    fill((row, col) => of(round, read(a, row, col), read(b, row, col), read(c, row, col)));
  else {
    const all = args.map(strided);
    fill((row, col) => of(round, ...all.map((each) => read(each, row, col))));
  }
  return { rows, cols, data };
}
