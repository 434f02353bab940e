import { Code, LANE, MEMORY, OP, VECTOR, VECTOR_MEMORY, type Local } from '../../webassembly';
import { PACE, type ArgumentForm } from './nodes';
import {
  blockLayout,
  COLS,
  isFlat,
  ROWS,
  startOf,
  type BlockLayout,
  type Fold,
  type Kernel,
} from './kernel';
import { Taps } from './taps';
import { Values } from './values';

/** Numbers that are worked on at once. */
const LANES = 4;

/** The numbers of functions that kernels call. */
export interface Callable {
  /** For rare lanes. */
  readonly imported: (fn: string) => number;
  /** To measure values that are watched. */
  readonly measure: number;
}

/** Writes a kernel down. */
export function writeKernel(kernel: Kernel, callable: Callable): Code {
  return new KernelWriting(kernel, callable).write();
}

class KernelWriting {
  private readonly code = new Code(['i32']);
  private readonly block: Local = 0;
  private readonly values: Values;
  private readonly layout: BlockLayout;
  private readonly flat: boolean;

  private readonly rows = this.code.local('i32');
  private readonly cols = this.code.local('i32');
  /** Elements of the row that are still to do. */
  private readonly left = this.code.local('i32');
  private readonly addresses: readonly Local[];
  private readonly results: readonly Local[];
  /** Of columns: where the row's next statistic lies. */
  private readonly cursors: readonly Local[];
  private readonly sums: readonly (readonly [Local, Local])[];
  private readonly mask = this.code.local('v128');
  private readonly stored: readonly Local[];
  private readonly taps: Taps | null;

  constructor(
    private readonly kernel: Kernel,
    { imported, measure }: Callable,
  ) {
    const { code } = this;
    this.layout = blockLayout(kernel);
    this.flat = isFlat(kernel);
    this.addresses = kernel.buffers.map(() => code.local('i32'));
    this.results = kernel.folds.map(() => code.local('i32'));
    this.cursors = kernel.buffers.map((per) => (per === 'col' ? code.local('i32') : 0));
    this.sums = kernel.folds.map(() => [code.local('v128'), code.local('v128')] as const);
    this.stored = kernel.stores.map(() => code.local('v128'));
    this.taps = kernel.taps.length > 0 ? new Taps(code, kernel.taps.length, measure) : null;
    this.values = new Values(code, {
      load: (buffer) => this.load(buffer),
      argument: (index, as) => this.argument(index, as),
      imported,
    });
    for (const { value } of kernel.stores) this.values.count(value);
    for (const { halves } of kernel.folds) halves.forEach((half) => this.values.count(half));
    for (const value of kernel.taps) this.values.count(value);
  }

  write(): Code {
    const { code, kernel } = this;
    this.readBlock();
    this.values.settle(PACE.kernel);
    kernel.folds.forEach(({ per, fold }, i) => {
      if (per === 'all') this.reset(i, fold);
    });
    if (this.flat) {
      code.get(this.rows);
      code.get(this.cols);
      code.op(OP.i32_mul);
      code.set(this.left);
      this.blocks();
    } else {
      code.loop(() => {
        this.row();
        code.get(this.rows);
        code.i32(1);
        code.op(OP.i32_sub);
        code.tee(this.rows);
        code.branchIf(0);
      });
    }
    kernel.folds.forEach(({ per, fold }, i) => {
      if (per === 'all') this.deliver(i, fold);
    });
    this.taps?.flush();
    return code;
  }

  private readBlock(): void {
    const { code } = this;
    const read = (local: Local, offset: number): void => {
      code.get(this.block);
      code.memory(MEMORY.i32_load, offset);
      code.set(local);
    };
    read(this.rows, ROWS);
    read(this.cols, COLS);
    this.addresses.forEach((local, i) => read(local, this.layout.addresses + 4 * i));
    this.results.forEach((local, i) => read(local, this.layout.results + 4 * i));
    this.taps?.begin(this.block, this.layout.scratch);
  }

  private argument(index: number, as: ArgumentForm): void {
    const { code } = this;
    const read = (): void => {
      code.get(this.block);
      code.memory(MEMORY.f64_load, this.layout.numbers + 8 * index);
    };
    if (as === 'lost') read();
    else if (as !== 'itself') code.f64(1);
    read();
    if (as === 'complement') code.op(OP.f64_sub);
    if (as === 'reciprocal') {
      // What is divided by is a float32, as for any other divisor.
      code.op(OP.f32_demote_f64);
      code.op(OP.f64_promote_f32);
      code.op(OP.f64_div);
    }
    if (as === 'lost') {
      code.op(OP.f32_demote_f64);
      code.op(OP.f64_promote_f32);
      code.op(OP.f64_sub);
    }
    code.op(OP.f32_demote_f64);
    code.vector(VECTOR.f32x4_splat);
  }

  private load(buffer: number): void {
    const { code } = this;
    const per = this.kernel.buffers[buffer];
    code.get(per === 'col' ? this.cursors[buffer] : this.addresses[buffer]);
    const from = per === 'row' ? VECTOR_MEMORY.v128_load32_splat : VECTOR_MEMORY.v128_load;
    code.vectorMemory(from, 0);
  }

  private row(): void {
    const { code, kernel } = this;
    this.values.settle(PACE.row);
    kernel.folds.forEach(({ per, fold }, i) => {
      if (per === 'row') this.reset(i, fold);
    });
    kernel.buffers.forEach((per, i) => {
      if (per !== 'col') return;
      code.get(this.addresses[i]);
      code.set(this.cursors[i]);
    });
    code.get(this.cols);
    code.set(this.left);
    const starts = kernel.folds.map(({ per }, i) => {
      if (per !== 'col') return null;
      const start = code.local('i32');
      code.get(this.results[i]);
      code.set(start);
      return start;
    });
    this.blocks();
    starts.forEach((start, i) => {
      if (start === null) return;
      code.get(start);
      code.set(this.results[i]);
    });
    kernel.folds.forEach(({ per, fold }, i) => {
      if (per !== 'row') return;
      this.deliver(i, fold);
      this.advance(this.results[i], 8);
    });
    kernel.buffers.forEach((per, i) => {
      if (per === 'row') this.advance(this.addresses[i], 4);
      if (per === 'element') this.stepBack(this.addresses[i]);
    });
    this.values.forget(PACE.row);
  }

  /** All blocks of four of a row; the last one may reach beyond its end. */
  private blocks(): void {
    const { code, kernel } = this;
    const { taps } = this;
    code.loop(() => {
      taps?.makeRoom();
      this.values.settle(PACE.block);
      if (kernel.folds.length > 0) this.makeMask();
      kernel.folds.forEach((fold, i) => this.contribute(fold, i));
      kernel.stores.forEach(({ value }, i) => {
        this.values.emit(value);
        code.set(this.stored[i]);
      });
      kernel.taps.forEach((value, i) => taps?.put(i, () => this.values.emit(value)));
      if (kernel.stores.length > 0) this.store();
      kernel.buffers.forEach((per, i) => {
        if (per === 'element') this.advance(this.addresses[i], 4 * LANES);
        if (per === 'col') this.advance(this.cursors[i], 4 * LANES);
      });
      if (taps) this.advance(taps.cursor, 4 * LANES);
      kernel.folds.forEach(({ per }, i) => {
        if (per === 'col') this.advance(this.results[i], 8 * LANES);
      });
      code.get(this.left);
      code.i32(LANES);
      code.op(OP.i32_sub);
      code.tee(this.left);
      code.i32(0);
      code.op(OP.i32_gt_s);
      code.branchIf(0);
    });
    if (taps) this.stepBack(taps.cursor);
    this.values.forget(PACE.block);
  }

  /** Which of the four are inside the row. */
  private makeMask(): void {
    const { code } = this;
    code.get(this.left);
    code.vector(VECTOR.i32x4_splat);
    code.v128([0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]);
    code.vector(VECTOR.i32x4_gt_s);
    code.set(this.mask);
  }

  private store(): void {
    const { code, kernel } = this;
    const each = (value: (i: number) => void): void =>
      kernel.stores.forEach(({ buffer }, i) => {
        code.get(this.addresses[buffer]);
        value(i);
        code.vectorMemory(VECTOR_MEMORY.v128_store, 0);
      });
    code.get(this.left);
    code.i32(LANES);
    code.op(OP.i32_ge_s);
    code.if(
      null,
      () => each((i) => code.get(this.stored[i])),
      () => {
        this.makeMask();
        each((i) => {
          code.get(this.stored[i]);
          code.get(this.addresses[kernel.stores[i].buffer]);
          code.vectorMemory(VECTOR_MEMORY.v128_load, 0);
          code.get(this.mask);
          code.vector(VECTOR.v128_bitselect);
        });
      },
    );
  }

  /** Adds the block to a fold; what lies beyond the row's end counts nothing. */
  private contribute({ per, fold, halves }: Fold, i: number): void {
    const { code } = this;
    halves.forEach((half, h) => {
      if (per === 'col') {
        code.get(this.results[i]);
        code.get(this.results[i]);
        code.vectorMemory(VECTOR_MEMORY.v128_load, 16 * h);
      } else {
        code.get(this.sums[i][h]);
      }
      this.values.emit(half);
      if (fold === 'largest') code.f64x2(startOf(fold));
      // The mask of two of the four lanes, each as wide as a float64.
      code.get(this.mask);
      code.get(this.mask);
      const first = 8 * h;
      const wide = [0, 4].flatMap((lane) =>
        [0, 1].flatMap(() => [0, 1, 2, 3].map((b) => b + lane)),
      );
      code.shuffle(wide.map((byte) => byte + first));
      code.vector(fold === 'largest' ? VECTOR.v128_bitselect : VECTOR.v128_and);
      code.vector(fold === 'largest' ? VECTOR.f64x2_max : VECTOR.f64x2_add);
      if (per === 'col') code.vectorMemory(VECTOR_MEMORY.v128_store, 16 * h);
      else code.set(this.sums[i][h]);
    });
  }

  private reset(i: number, fold: Fold['fold']): void {
    for (const sum of this.sums[i]) {
      this.code.f64x2(startOf(fold));
      this.code.set(sum);
    }
  }

  /** Brings the four lanes of a fold together, always in the same order. */
  private deliver(i: number, fold: Fold['fold']): void {
    const { code } = this;
    const [low, high] = this.sums[i];
    const join = fold === 'sum' ? VECTOR.f64x2_add : VECTOR.f64x2_max;
    code.get(low);
    code.get(high);
    code.vector(join);
    code.set(low);
    code.get(this.results[i]);
    code.get(low);
    code.get(low);
    code.get(low);
    code.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]);
    code.vector(join);
    code.lane(LANE.f64x2_extract, 0);
    code.memory(MEMORY.f64_store, 0);
  }

  private advance(local: Local, bytes: number): void {
    const { code } = this;
    code.get(local);
    code.i32(bytes);
    code.op(OP.i32_add);
    code.set(local);
  }

  /** From behind the last block, which may have reached too far, to the row's end. */
  private stepBack(local: Local): void {
    const { code } = this;
    code.get(local);
    code.get(this.left);
    code.i32(2);
    code.op(OP.i32_shl);
    code.op(OP.i32_add);
    code.set(local);
  }
}
