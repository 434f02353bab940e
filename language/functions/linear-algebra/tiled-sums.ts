import type { Matrix } from '../entry';
import { createTiles, TILE, type Tiles } from './tiles';

/** Made when first wanted; null where the machine cannot. */
let tiles: Tiles | null | undefined;

function tilesOfMachine(): Tiles | null {
  try {
    return createTiles();
  } catch {
    return null;
  }
}

/**
 * The sums of a matrix product in float64, each from the first product to the last, as they come out line by line, but
 * several rows and columns at a time by vector instructions. Null where the machine has none, or not the memory.
 */
export function tiledSums(a: Matrix, b: Matrix): Float64Array | null {
  tiles ??= tilesOfMachine();
  if (tiles === null) return null;
  const inner = a.cols;
  const [bands, panels] = [Math.ceil(a.rows / TILE), Math.ceil(b.cols / TILE)];
  const band = TILE * inner;
  const right = bands * band;
  const tile = right + band;
  let room: Float64Array;
  try {
    room = tiles.reserve(tile + TILE * TILE);
  } catch {
    return null;
  }
  for (let i = 0; i < bands; i++) packBand(a, i * TILE, room.subarray(i * band, (i + 1) * band));
  const data = new Float64Array(a.rows * b.cols);
  for (let j = 0; j < panels; j++) {
    packPanel(b, j * TILE, room.subarray(right, tile));
    for (let i = 0; i < bands; i++) {
      tiles.multiply(i * band, right, tile, inner);
      unpack(room, tile, data, a.rows, b.cols, i * TILE, j * TILE);
    }
  }
  return data;
}

/** Four rows, column by column; behind the last row zeros. */
function packBand({ rows, cols, data }: Matrix, first: number, into: Float64Array): void {
  for (let i = 0; i < TILE; i++) {
    const start = (first + i) * cols;
    const isThere = first + i < rows;
    for (let k = 0; k < cols; k++) into[k * TILE + i] = isThere ? data[start + k] : 0;
  }
}

/** Four columns, row by row; behind the last column zeros. */
function packPanel({ rows, cols, data }: Matrix, first: number, into: Float64Array): void {
  for (let k = 0; k < rows; k++)
    for (let j = 0; j < TILE; j++)
      into[k * TILE + j] = first + j < cols ? data[k * cols + first + j] : 0;
}

function unpack(
  room: Float64Array,
  tile: number,
  data: Float64Array,
  rows: number,
  cols: number,
  row: number,
  col: number,
): void {
  const [down, across] = [Math.min(TILE, rows - row), Math.min(TILE, cols - col)];
  for (let i = 0; i < down; i++)
    for (let j = 0; j < across; j++) data[(row + i) * cols + col + j] = room[tile + i * TILE + j];
}
