import { FunctionCode, type Local, type ModuleBuilder } from '../../language';
import { copyOf, FLOAT } from './addresses';
import { LANES } from './lanes';
import { advance, repeat } from './loops';
import { once } from './routine';
import { extentOf, fewestAxes, placesOf, Registers, writeTile, type Axis, type Tile } from './tile';

/** A product whose right operand is read as it lies: tile after tile, panel after panel. */
export interface Sweep {
  /** How rows and summed places lie in the left operand, outermost first. */
  readonly rows: readonly Axis[];
  readonly inner: readonly Axis[];
  readonly columns: number;
  /** Of a panel. */
  readonly width: number;
  /** Numbers from one row of the right operand to the next, or that it lies packed. */
  readonly right: number | 'packed';
  readonly resultStride: number;
  readonly accumulate: boolean;
}

/** Columns that go through all rows before the next ones do: `count` times so many. */
export interface Panels {
  readonly columns: number;
  readonly count: number;
}

/** Rows of a tile by its width in vectors: sums, operands and one product fit into 16 registers. */
const TILE_ROWS: readonly number[] = [0, 6, 4, 3, 2, 2, 1, 1, 1];
const WIDEST = TILE_ROWS.length - 1;

/**
 * Columns of a panel: few where there are many rows, so that it stays near; many where there are few, so that many
 * sums go on at once.
 */
export const panelWidth = (rows: number): number =>
  LANES * (rows >= 4 ? 2 : rows === 3 ? 3 : rows === 2 ? 4 : WIDEST);

export function panelsOf(columns: number, width: number): Panels[] {
  const panels = [
    { columns: width, count: Math.floor(columns / width) },
    { columns: columns % width, count: 1 },
  ];
  return panels.filter((each) => each.columns > 0 && each.count > 0);
}

/** The function of a sweep: (left, right, result). */
export function sweepFunction(module: ModuleBuilder, given: Sweep): number {
  const sweep = { ...given, rows: fewestAxes(given.rows), inner: fewestAxes(given.inner) };
  return once(module, `sweep ${JSON.stringify(sweep)}`, () =>
    module.add(writeSweep(sweep, module.relaxed)),
  );
}

function writeSweep(sweep: Sweep, relaxed: boolean): FunctionCode {
  const code = new FunctionCode(['i32', 'i32', 'i32']);
  const [left, right, result] = [0, 1, 2];
  const registers = new Registers(code);
  const places = extentOf(sweep.inner);
  for (const { columns, count } of panelsOf(sweep.columns, sweep.width)) {
    const padded = Math.ceil(columns / LANES) * LANES;
    const packed = sweep.right === 'packed';
    const tile = {
      inner: sweep.inner,
      rightStride: sweep.right === 'packed' ? padded : sweep.right,
      columns,
      padded: packed,
      resultStride: sweep.resultStride,
      accumulate: sweep.accumulate,
      relaxed,
    };
    repeat(code, count, () => {
      const [a, c] = [copyOf(code, left), copyOf(code, result)];
      writeRows(code, registers, sweep.rows, tile, a, right, c);
      advance(code, right, (packed ? places * padded : columns) * FLOAT);
      advance(code, result, columns * FLOAT);
    });
  }
  return code;
}

/** All rows of a panel; `a` and `c` go along. */
function writeRows(
  code: FunctionCode,
  registers: Registers,
  rows: readonly Axis[],
  tile: Omit<Tile, 'rows'>,
  a: Local,
  b: Local,
  c: Local,
): void {
  const tallest = TILE_ROWS[Math.ceil(tile.columns / LANES)]!;
  const write = (places: readonly number[]): void =>
    writeTile(code, registers, { ...tile, rows: places }, { left: a, right: b, result: c });
  const resultBytes = tile.resultStride * FLOAT;
  const [axis, ...finer] = rows as [Axis, ...Axis[]];
  if (finer.length === 0) {
    for (const { size, count } of shares(axis.count, tallest)) {
      repeat(code, count, () => {
        write(placesOf([{ ...axis, count: size }]));
        advance(code, a, size * axis.stride * FLOAT);
        advance(code, c, size * resultBytes);
      });
    }
  } else if (extentOf(rows) <= 2 * tallest) {
    let places = placesOf(rows);
    for (const { size, count } of shares(places.length, tallest)) {
      for (let i = 0; i < count; i++) {
        write(places.slice(0, size));
        places = places.slice(size);
        advance(code, c, size * resultBytes);
      }
    }
  } else {
    repeat(code, axis.count, () => {
      const within = copyOf(code, a);
      writeRows(code, registers, finer, tile, within, b, c);
      advance(code, a, axis.stride * FLOAT);
    });
  }
}

/** Shares a number of rows as evenly as can be among tiles that are no taller than `tallest`. */
function shares(rows: number, tallest: number): { size: number; count: number }[] {
  const tiles = Math.ceil(rows / tallest);
  const small = Math.floor(rows / tiles);
  const large = rows - small * tiles;
  return [
    { size: small + 1, count: large },
    { size: small, count: tiles - large },
  ].filter(({ count }) => count > 0);
}
