import {
  KernelGraph,
  PACE,
  Values,
  VECTOR,
  VECTOR_MEMORY,
  type FunctionCode,
  type KernelNode,
  type Lanes,
  type Local,
  type Narrow,
} from '../../language';
import { LANES, storeLanes } from './lanes';
import { advance, repeat } from './loops';

/** Blocks of four that are written one after the other, without a loop around each. */
const UNROLLED = 4;

const HALVES_SWAPPED = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
const NEIGHBOURS_SWAPPED = [4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11];

/** How numbers of a row are brought together, and what changes nothing. */
const FOLDS = {
  sum: { op: VECTOR.f32x4_add, neutral: 0 },
  greatest: { op: VECTOR.f32x4_max, neutral: -Infinity },
} as const;
type FoldName = keyof typeof FOLDS;

/**
 * Writes a routine that goes over tensors of one shape row by row, where a row is a run of the last axis, four numbers
 * at a time. What it works out is drawn first, from `numbers` and `held`; `each` and `fold` then write it down.
 */
export class Rows {
  private readonly graph = new KernelGraph();
  readonly narrow: Narrow = this.graph.narrow;
  /** How far the rows have come, in bytes: from the start of such a tensor. */
  readonly at: Local;
  /** The same for tensors with one number a row. */
  readonly line: Local;
  private readonly sources: (() => void)[] = [];
  private readonly values: Values;
  /** From `at` to the block at hand. */
  private offset = 0;

  constructor(
    private readonly code: FunctionCode,
    private readonly count: number,
    private readonly width: number,
  ) {
    this.at = code.local('i32');
    this.line = code.local('i32');
    this.values = new Values(code, {
      load: (source) => this.sources[source]!(),
      argument: () => undefined,
      imported: () => 0,
    });
  }

  /** The four numbers at hand of a tensor of this shape. */
  numbers(address: number): Lanes {
    return this.source(PACE.block, () => {
      this.code.get(this.at);
      this.code.vectorMemory(VECTOR_MEMORY.v128_load, address + this.offset);
    });
  }

  /** The row's number of a tensor with one a row, four times. */
  ofRow(address: number): Lanes {
    return this.source(PACE.row, () => {
      this.code.get(this.line);
      this.code.vectorMemory(VECTOR_MEMORY.v128_load32_splat, address);
    });
  }

  /** A local with four numbers that stay the same while `each` or `fold` goes over a row. */
  hold(): Local {
    return this.code.local('v128');
  }

  held(local: Local): Lanes {
    return this.source(PACE.row, () => this.code.get(local));
  }

  /** Writes what `body` does with a row, for all rows. `drawn` is all that it will work out. */
  write(drawn: readonly Lanes[], body: () => void): void {
    const { code, values } = this;
    for (const value of drawn) values.count(value as KernelNode);
    values.settle(PACE.kernel);
    for (const local of [this.at, this.line]) {
      code.i32(0);
      code.set(local);
    }
    repeat(code, this.count, () => {
      body();
      advance(code, this.at, 4 * this.width);
      advance(code, this.line, 4);
    });
  }

  /** Stores a value where the numbers of a tensor of this shape lie; keeps track of its sum if asked to. */
  each(value: Lanes, into: number, sum?: Local): void {
    const { code } = this;
    const stored = code.local('v128');
    if (sum !== undefined) this.start('sum', sum);
    this.blocks((count) => {
      this.emit(value);
      code.set(stored);
      storeLanes(code, this.at, into + this.offset, stored, count);
      if (sum !== undefined) this.take('sum', sum, count, () => code.get(stored));
    });
    if (sum !== undefined) this.bringTogether('sum', sum);
  }

  /** Leaves in each local, four times, the row's sum or greatest number of a value. */
  fold(name: FoldName, folds: readonly (readonly [into: Local, value: Lanes])[]): void {
    folds.forEach(([into]) => this.start(name, into));
    this.blocks((count) =>
      folds.forEach(([into, value]) => this.take(name, into, count, () => this.emit(value))),
    );
    folds.forEach(([into]) => this.bringTogether(name, into));
  }

  /** Leaves a value on the stack. */
  emit(value: Lanes): void {
    this.values.emit(value as KernelNode);
  }

  /** Sets a local to a value of the row. */
  set(local: Local, value: Lanes): void {
    this.emit(value);
    this.code.set(local);
    this.values.forget(PACE.row);
  }

  private source(pace: typeof PACE.row | typeof PACE.block, load: () => void): Lanes {
    return this.graph.load(this.sources.push(load) - 1, pace);
  }

  private start(name: FoldName, into: Local): void {
    this.code.f32x4(FOLDS[name].neutral);
    this.code.set(into);
  }

  /** Adds the block's first `count` numbers to a fold. */
  private take(name: FoldName, into: Local, count: number, value: () => void): void {
    const { code } = this;
    const { op, neutral } = FOLDS[name];
    code.get(into);
    value();
    if (count < LANES) {
      const mask = Array.from({ length: 16 }, (_, byte) => (byte < 4 * count ? 255 : 0));
      if (neutral !== 0) code.f32x4(neutral);
      code.v128(mask);
      code.vector(neutral === 0 ? VECTOR.v128_and : VECTOR.v128_bitselect);
    }
    code.vector(op);
    code.set(into);
  }

  private bringTogether(name: FoldName, into: Local): void {
    const { code } = this;
    for (const swapped of [HALVES_SWAPPED, NEIGHBOURS_SWAPPED]) {
      for (let i = 0; i < 3; i++) code.get(into);
      code.shuffle(swapped);
      code.vector(FOLDS[name].op);
      code.set(into);
    }
  }

  /** Goes over a row; `body` is told how many of the four numbers at hand are the row's. */
  private blocks(body: (count: number) => void): void {
    const { code, values } = this;
    const blocks = Math.floor(this.width / LANES);
    const rest = this.width % LANES;
    const block = (index: number, count: number): void => {
      this.offset = 4 * LANES * index;
      body(count);
      this.offset = 0;
      values.forget(PACE.block);
    };
    const run = (count: number): void => {
      for (let i = 0; i < count; i++) block(i, LANES);
    };
    const turns = blocks <= 2 * UNROLLED ? 0 : Math.floor(blocks / UNROLLED);
    if (turns > 0)
      repeat(code, turns, () => {
        run(UNROLLED);
        advance(code, this.at, 4 * LANES * UNROLLED);
      });
    const left = blocks - turns * UNROLLED;
    run(left);
    if (rest > 0) block(left, rest);
    advance(code, this.at, -4 * LANES * UNROLLED * turns);
    values.forget(PACE.row);
  }
}
