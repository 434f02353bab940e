import { Code, LANE, MEMORY, OP, VECTOR, VECTOR_MEMORY, type Local } from '../../webassembly';
import { PACE, type KernelGraph, type Node, type Pace } from './graph';

/** Where a buffer has its numbers: one an element, a row or a column. */
export type Per = 'element' | 'row' | 'col';

/** What becomes of one value: it is stored in a buffer of one number an element. */
export interface Store {
  readonly buffer: number;
  readonly value: Node;
}

/** A sum, or the largest, of what all elements contribute, or those of each row or column; in float64. */
export interface Fold {
  readonly per: 'all' | 'row' | 'col';
  readonly fold: 'sum' | 'largest';
  readonly halves: readonly [Node, Node];
}

/** One pass over the elements of a matrix. */
export interface Kernel {
  readonly graph: KernelGraph;
  readonly buffers: readonly Per[];
  readonly argumentCount: number;
  readonly stores: readonly Store[];
  readonly folds: readonly Fold[];
}

/**
 * What a kernel is called with: the address of a block that holds, as 32-bit numbers, rows, columns and the addresses
 * of its buffers and of the results of its folds; then, from `numbers` on, its arguments as float64.
 */
export interface BlockLayout {
  readonly addresses: number;
  readonly results: number;
  readonly numbers: number;
  readonly size: number;
}

const ROWS = 0;
const COLS = 4;
const LANES = 4;

export function blockLayout({ buffers, folds, argumentCount }: Kernel): BlockLayout {
  const addresses = 8;
  const results = addresses + 4 * buffers.length;
  const numbers = Math.ceil((results + 4 * folds.length) / 8) * 8;
  return { addresses, results, numbers, size: numbers + 8 * argumentCount };
}

/** True where the shape does not matter: rows may be taken for one long one, tensors side by side for one tensor. */
export const isFlat = ({ buffers, folds }: Kernel): boolean =>
  buffers.every((per) => per === 'element') && folds.every(({ per }) => per === 'all');

/**
 * Beyond the end of a row or buffer up to three elements are read and written back as they were, so memory must go on
 * a little behind the last buffer, and no one else may write there meanwhile.
 */
export const OVERREACH = 16;

/** What a fold starts from. */
export const startOf = (fold: Fold['fold']): number => (fold === 'sum' ? 0 : -Infinity);

/** Writes a kernel down. `imported` gives the numbers of functions that are called for rare lanes. */
export function writeKernel(kernel: Kernel, imported: (fn: string) => number): Code {
  return new KernelWriting(kernel, imported).write();
}

class KernelWriting {
  private readonly code = new Code(['i32']);
  private readonly block: Local = 0;
  private readonly layout: BlockLayout;
  private readonly flat: boolean;
  private readonly locals = new Map<Node, Local>();
  private readonly uses = new Map<Node, number>();
  private readonly order: Node[] = [];

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

  constructor(
    private readonly kernel: Kernel,
    private readonly imported: (fn: string) => number,
  ) {
    const { code } = this;
    this.layout = blockLayout(kernel);
    this.flat = isFlat(kernel);
    this.addresses = kernel.buffers.map(() => code.local('i32'));
    this.results = kernel.folds.map(() => code.local('i32'));
    this.cursors = kernel.buffers.map((per) => (per === 'col' ? code.local('i32') : 0));
    this.sums = kernel.folds.map(() => [code.local('v128'), code.local('v128')] as const);
    this.stored = kernel.stores.map(() => code.local('v128'));
    for (const { value } of kernel.stores) this.count(value);
    for (const { halves } of kernel.folds) halves.forEach((half) => this.count(half));
  }

  write(): Code {
    const { code, kernel } = this;
    this.readBlock();
    this.settle(PACE.kernel);
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
    return code;
  }

  /** Counts how often each value is used, arguments first in order. */
  private count(value: Node): void {
    const seen = this.uses.get(value);
    this.uses.set(value, (seen ?? 0) + 1);
    if (seen !== undefined) return;
    value.args.forEach((arg) => this.count(arg));
    this.order.push(value);
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
  }

  /** Works out beforehand, into locals, what changes no faster than so, and all loads of that pace. */
  private settle(pace: Pace): void {
    for (const value of this.order) {
      if (value.pace !== pace || this.locals.has(value)) continue;
      const isLoad = value.making.kind === 'load';
      if (pace === PACE.block && !isLoad) continue;
      this.emit(value);
      if (this.locals.has(value)) this.code.op(OP.drop);
      else this.keep(value);
    }
  }

  private keep(value: Node): void {
    const local = this.code.local('v128');
    this.code.set(local);
    this.locals.set(value, local);
  }

  private row(): void {
    const { code, kernel } = this;
    this.settle(PACE.row);
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
    this.forget(PACE.row);
  }

  /** All blocks of four of a row; the last one may reach beyond its end. */
  private blocks(): void {
    const { code, kernel } = this;
    code.loop(() => {
      this.settle(PACE.block);
      if (kernel.folds.length > 0) this.makeMask();
      kernel.folds.forEach((fold, i) => this.contribute(fold, i));
      kernel.stores.forEach(({ value }, i) => {
        this.emit(value);
        code.set(this.stored[i]);
      });
      if (kernel.stores.length > 0) this.store();
      kernel.buffers.forEach((per, i) => {
        if (per === 'element') this.advance(this.addresses[i], 4 * LANES);
        if (per === 'col') this.advance(this.cursors[i], 4 * LANES);
      });
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
    this.forget(PACE.block);
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
      this.emit(half);
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

  /** What is worked out anew the next time around. */
  private forget(pace: Pace): void {
    for (const value of [...this.locals.keys()]) if (value.pace === pace) this.locals.delete(value);
  }

  /** Leaves a value on the stack; one that is used again is kept. */
  private emit(value: Node): void {
    const { code } = this;
    const local = this.locals.get(value);
    if (local !== undefined) {
      code.get(local);
      return;
    }
    this.make(value);
    if (this.uses.get(value)! > 1) {
      const kept = code.local('v128');
      code.tee(kept);
      this.locals.set(value, kept);
    }
  }

  private make(value: Node): void {
    const { code } = this;
    const { making, args } = value;
    switch (making.kind) {
      case 'constant':
        if (value.width === 'float32') code.f32x4(making.value);
        else code.f64x2(making.value);
        return;
      case 'argument':
        this.argument(making.index, making.as);
        return;
      case 'load':
        this.load(making.buffer);
        return;
      case 'vector':
        args.forEach((arg) => this.emit(arg));
        code.vector(VECTOR[making.op]);
        return;
      case 'shuffle':
        args.forEach((arg) => this.emit(arg));
        code.shuffle(making.bytes);
        return;
      case 'shift':
        this.emit(args[0]);
        code.i32(making.by);
        code.vector(VECTOR[making.op]);
        return;
      case 'rarely':
        this.rarely(making.fn, args);
    }
  }

  private argument(index: number, as: 'itself' | 'complement' | 'reciprocal'): void {
    const { code } = this;
    if (as !== 'itself') code.f64(1);
    code.get(this.block);
    code.memory(MEMORY.f64_load, this.layout.numbers + 8 * index);
    if (as === 'complement') code.op(OP.f64_sub);
    if (as === 'reciprocal') {
      // What is divided by is a float32, as for any other divisor.
      code.op(OP.f32_demote_f64);
      code.op(OP.f64_promote_f32);
      code.op(OP.f64_div);
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

  private rarely(fn: string, [condition, otherwise, ...given]: readonly Node[]): void {
    const { code } = this;
    // Worked out before the branch, since inside it they would be kept only there.
    const held = [condition, otherwise, ...given].map((value) => {
      this.emit(value);
      const local = code.local('v128');
      code.set(local);
      return local;
    });
    const [where, plain, ...args] = held;
    const lanes = [0, 1, 2, 3];
    code.get(where);
    code.vector(VECTOR.v128_any_true);
    code.if(
      'v128',
      () => {
        code.get(plain);
        for (const lane of lanes) {
          for (const arg of args) {
            code.get(arg);
            code.lane(LANE.f32x4_extract, lane);
          }
          code.call(this.imported(fn));
          code.lane(LANE.f32x4_replace, lane);
        }
        code.get(plain);
        code.get(where);
        code.vector(VECTOR.v128_bitselect);
      },
      () => code.get(plain),
    );
  }
}
