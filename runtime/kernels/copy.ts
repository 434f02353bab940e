import { MEMORY, VECTOR_MEMORY, type FunctionCode, type Local } from '../../language';
import { LANES, storeLanes } from './lanes';
import { loopNest, walk, type Loop } from './loop-nest';
import { advance, repeat } from './loops';

/** A walk over numbers in memory: element (i, j, …) stands at `address` + 4 · (i · strides[0] + j · strides[1] + …). */
export interface View {
  readonly address: number;
  readonly strides: readonly number[];
}

/** Blocks of four that are written one after the other, without a loop around each. */
const UNROLLED = 4;

/** From so many neighbours on they are copied by the one instruction there is for it. */
const LONG_RUN = 1024;

/** Copies numbers of any type from one view of a shape to another. */
export function writeCopy(
  code: FunctionCode,
  shape: readonly number[],
  from: View,
  to: View,
): void {
  if (shape.includes(0)) return;
  const loops = loopNest(shape, [from.strides, to.strides]);
  const [only] = loops;
  const isRun = loops.length === 1 && only!.strides.every((stride) => stride === 1);
  if (isRun && only!.extent >= LONG_RUN) {
    [to.address, from.address, 4 * only!.extent].forEach((number) => code.i32(number));
    code.copyMemory();
    return;
  }
  const at = { from: code.local('i32'), to: code.local('i32') };
  for (const local of [at.from, at.to]) {
    code.i32(0);
    code.set(local);
  }
  new Copying(code, at, from.address, to.address).write(loops);
}

/** Copies a run of numbers between two addresses, each a local and a constant. */
export function copyRun(
  code: FunctionCode,
  count: number,
  from: readonly [Local, number],
  to: readonly [Local, number],
): void {
  new Copying(code, { from: from[0], to: to[0] }, from[1], to[1]).run(count);
}

/** Sets so many numbers to 0. */
export function clear(code: FunctionCode, address: number, count: number): void {
  code.i32(address);
  code.i32(0);
  code.i32(4 * count);
  code.fillMemory();
}

class Copying {
  constructor(
    private readonly code: FunctionCode,
    private readonly at: { readonly from: Local; readonly to: Local },
    private readonly from: number,
    private readonly to: number,
  ) {}

  write(loops: readonly Loop[]): void {
    const inner = loops.at(-1) ?? { extent: 1, strides: [1, 1] };
    const [step, gap] = inner.strides as [number, number];
    if (step === 1 && gap === 1) {
      this.around(loops.slice(0, -1), () => this.run(inner.extent));
      return;
    }
    const across = loops.findIndex(({ strides }) => strides[0] === 1);
    if (gap === 1 && across >= 0) {
      const others = loops.slice(0, -1).filter((_, i) => i !== across);
      this.around(others, () => this.turn(loops[across]!, inner));
      return;
    }
    this.around(loops, () => this.one());
  }

  /** Neighbours that stay neighbours. */
  run(count: number): void {
    const blocks = Math.floor(count / LANES);
    const turns = blocks <= 2 * UNROLLED ? 0 : Math.floor(blocks / UNROLLED);
    const blocksFrom = (first: number, number: number): void => {
      for (let i = first; i < first + number; i++) this.block(16 * i, LANES);
    };
    if (turns > 0)
      repeat(this.code, turns, () => {
        blocksFrom(0, UNROLLED);
        this.move(4 * LANES * UNROLLED, 4 * LANES * UNROLLED);
      });
    const left = blocks - turns * UNROLLED;
    blocksFrom(0, left);
    if (count % LANES > 0) this.block(16 * left, count % LANES);
    const back = -4 * LANES * UNROLLED * turns;
    this.move(back, back);
  }

  /** A matrix turned around: along `rows` the source goes on without a gap, along `columns` the target does. */
  private turn(rows: Loop, columns: Loop): void {
    const [whole, rest] = [rows.extent, columns.extent].map((extent) => [
      Math.floor(extent / LANES),
      extent % LANES,
    ]) as [[number, number], [number, number]];
    const [[rowBlocks, rowRest], [columnBlocks, columnRest]] = [whole, rest];
    const times = (loop: Loop, extent: number, by: number): Loop => ({
      extent,
      strides: loop.strides.map((stride) => stride * by),
    });
    if (rowBlocks > 0)
      this.around([times(rows, rowBlocks, LANES)], () => {
        if (columnBlocks > 0)
          this.around([times(columns, columnBlocks, LANES)], () =>
            this.tile(columns.strides[0]!, rows.strides[1]!),
          );
        if (columnRest === 0) return;
        this.jump(columns, columnBlocks * LANES);
        this.around(
          [
            { ...rows, extent: LANES },
            { ...columns, extent: columnRest },
          ],
          () => this.one(),
        );
        this.jump(columns, -columnBlocks * LANES);
      });
    if (rowRest === 0) return;
    this.jump(rows, rowBlocks * LANES);
    this.around([{ ...rows, extent: rowRest }, columns], () => this.one());
    this.jump(rows, -rowBlocks * LANES);
  }

  /** Four by four numbers: as many vectors of the source, `apart` numbers from each other, become those of the target. */
  private tile(apart: number, gap: number): void {
    const { code } = this;
    const load = (i: number): void => {
      code.get(this.at.from);
      code.vectorMemory(VECTOR_MEMORY.v128_load, this.from + 4 * apart * i);
    };
    const rows = [0, 1, 2, 3].map((i) => {
      const row = code.local('v128');
      load(i);
      code.set(row);
      return row;
    });
    const shuffled = (a: Local, b: Local, lanes: readonly number[]): Local => {
      const result = code.local('v128');
      code.get(a);
      code.get(b);
      code.shuffle(lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)));
      code.set(result);
      return result;
    };
    const [a, b, c, d] = rows as [Local, Local, Local, Local];
    const [lowAB, highAB] = [shuffled(a, b, [0, 4, 1, 5]), shuffled(a, b, [2, 6, 3, 7])];
    const [lowCD, highCD] = [shuffled(c, d, [0, 4, 1, 5]), shuffled(c, d, [2, 6, 3, 7])];
    [
      shuffled(lowAB, lowCD, [0, 1, 4, 5]),
      shuffled(lowAB, lowCD, [2, 3, 6, 7]),
      shuffled(highAB, highCD, [0, 1, 4, 5]),
      shuffled(highAB, highCD, [2, 3, 6, 7]),
    ].forEach((column, i) => storeLanes(code, this.at.to, this.to + 4 * gap * i, column, LANES));
  }

  private block(offset: number, count: number): void {
    const { code } = this;
    const block = code.local('v128');
    code.get(this.at.from);
    code.vectorMemory(VECTOR_MEMORY.v128_load, this.from + offset);
    code.set(block);
    storeLanes(code, this.at.to, this.to + offset, block, count);
  }

  private one(): void {
    const { code } = this;
    code.get(this.at.to);
    code.get(this.at.from);
    code.memory(MEMORY.i32_load, this.from);
    code.memory(MEMORY.i32_store, this.to);
  }

  private around(loops: readonly Loop[], body: () => void): void {
    walk(this.code, loops, [this.at.from, this.at.to], 4, body);
  }

  private jump({ strides }: Loop, times: number): void {
    this.move(4 * strides[0]! * times, 4 * strides[1]! * times);
  }

  private move(from: number, to: number): void {
    advance(this.code, this.at.from, from);
    advance(this.code, this.at.to, to);
  }
}
