import { FunctionCode, VECTOR_MEMORY, type Local, type ModuleBuilder } from '../../language';
import { copyOf, FLOAT } from './addresses';
import { LANES, loadLanes } from './lanes';
import { advance, repeat } from './loops';
import { once } from './routine';
import { panelsOf } from './sweep';
import { extentOf, type Axis } from './tile';

/** A right operand that is to be laid out anew: panel after panel, in each all columns of one summed place side by side. */
export interface Packing {
  /** Columns of a panel. */
  readonly width: number;
  /** How the summed places lie, outermost first. */
  readonly places: readonly Axis[];
  readonly columns: number;
  /** Numbers from one column to the next. It or the last stride of the places is 1. */
  readonly columnStride: number;
}

const paddedTo = (columns: number): number => Math.ceil(columns / LANES) * LANES;

export const packedBytes = ({ width, places, columns }: Packing): number =>
  panelsOf(columns, width).reduce(
    (sum, panel) => sum + panel.count * paddedTo(panel.columns) * extentOf(places) * FLOAT,
    0,
  );

/** The function that packs: (right, packed). What fills a panel up to whole vectors is of no account. */
export const packFunction = (module: ModuleBuilder, packing: Packing): number =>
  once(module, `pack ${JSON.stringify(packing)}`, () => module.add(writePacking(packing)));

function writePacking({ width, places, columns, columnStride }: Packing): FunctionCode {
  const code = new FunctionCode(['i32', 'i32']);
  const [source, packed] = [0, 1];
  const vectors = Array.from({ length: 2 * LANES }, () => code.local('v128'));
  for (const panel of panelsOf(columns, width)) {
    const some: Panel = { columns: panel.columns, columnStride, vectors };
    repeat(code, panel.count, () => {
      writePanel(code, some, places, copyOf(code, source), packed);
      advance(code, source, panel.columns * columnStride * FLOAT);
    });
  }
  return code;
}

interface Panel {
  readonly columns: number;
  readonly columnStride: number;
  readonly vectors: readonly Local[];
}

/** `from` and `to` go along. */
function writePanel(
  code: FunctionCode,
  panel: Panel,
  [axis, ...finer]: readonly Axis[],
  from: Local,
  to: Local,
): void {
  const { count, stride } = axis!;
  if (finer.length > 0) {
    repeat(code, count, () => {
      writePanel(code, panel, finer, copyOf(code, from), to);
      advance(code, from, stride * FLOAT);
    });
    return;
  }
  const some = (steps: number): void => {
    if (panel.columnStride === 1) copyRow(code, panel, from, to);
    else transpose(code, panel, steps, from, to);
    advance(code, from, steps * stride * FLOAT);
    advance(code, to, steps * paddedTo(panel.columns) * FLOAT);
  };
  if (panel.columnStride === 1) return repeat(code, count, () => some(1));
  repeat(code, Math.floor(count / LANES), () => some(LANES));
  if (count % LANES > 0) some(count % LANES);
}

/** One place's columns lie side by side already. */
function copyRow(code: FunctionCode, { columns }: Panel, from: Local, to: Local): void {
  for (let column = 0; column < columns; column += LANES) {
    code.get(to);
    loadLanes(code, from, column * FLOAT, Math.min(LANES, columns - column));
    code.vectorMemory(VECTOR_MEMORY.v128_store, column * FLOAT);
  }
}

/** Each column's places lie side by side: up to four of them are turned for four columns at a time. */
function transpose(
  code: FunctionCode,
  { columns, columnStride, vectors }: Panel,
  steps: number,
  from: Local,
  to: Local,
): void {
  const [read, half] = [vectors.slice(0, LANES), vectors.slice(LANES)] as [Local[], Local[]];
  for (let column = 0; column < columns; column += LANES) {
    const present = Math.min(LANES, columns - column);
    read.forEach((vector, i) => {
      if (i < present) loadLanes(code, from, (column + i) * columnStride * FLOAT, steps);
      else code.f32x4(0);
      code.set(vector);
    });
    [LOW_PAIRS, LOW_PAIRS, HIGH_PAIRS, HIGH_PAIRS].forEach((bytes, i) => {
      code.get(read[2 * (i % 2)]!);
      code.get(read[2 * (i % 2) + 1]!);
      code.shuffle(bytes);
      code.set(half[i]!);
    });
    for (let step = 0; step < steps; step++) {
      const first = step < 2 ? 0 : 2;
      code.get(to);
      code.get(half[first]!);
      code.get(half[first + 1]!);
      code.shuffle(step % 2 === 0 ? LOW_HALVES : HIGH_HALVES);
      code.vectorMemory(
        VECTOR_MEMORY.v128_store,
        step * paddedTo(columns) * FLOAT + column * FLOAT,
      );
    }
  }
}

/** The bytes of numbers 0–3 of one vector and 4–7 of another. */
const bytesOf = (...numbers: readonly number[]): number[] =>
  numbers.flatMap((n) => [0, 1, 2, 3].map((byte) => n * FLOAT + byte));

const LOW_PAIRS = bytesOf(0, 4, 1, 5);
const HIGH_PAIRS = bytesOf(2, 6, 3, 7);
const LOW_HALVES = bytesOf(0, 1, 4, 5);
const HIGH_HALVES = bytesOf(2, 3, 6, 7);
