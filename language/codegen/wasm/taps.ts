import { MEMORY, OP, VECTOR_MEMORY, type Code, type Local } from '../../webassembly';
import { TOTALS_LENGTH } from './totals';

/** So many numbers of a value are put aside before they are measured together; those of all values stay in the cache. */
const CHUNK = 1024;
/** A block of four may begin right before the chunk is full. */
const STRIDE = 4 * CHUNK + 16;
const TOTALS_SIZE = 8 * TOTALS_LENGTH;

/** Where a kernel puts numbers aside: what the scratch memory of so many values takes. */
export const scratchSize = (taps: number): number => STRIDE * taps;
/** What the totals of so many values take. */
export const totalsSize = (taps: number): number => TOTALS_SIZE * taps;

/** Writes how a kernel hands on the values that are watched: put aside block by block, and measured chunk by chunk. */
export class Taps {
  private readonly scratch: Local;
  private readonly totals: Local;
  /** Where the next block is put, of the first value. */
  readonly cursor: Local;

  /** @param measure the number of the function that measures */
  constructor(
    private readonly code: Code,
    private readonly count: number,
    private readonly measure: number,
  ) {
    this.scratch = code.local('i32');
    this.totals = code.local('i32');
    this.cursor = code.local('i32');
  }

  /** Reads from the kernel's block where to put things: the addresses of scratch memory and totals. */
  begin(block: Local, offset: number): void {
    const { code } = this;
    [this.scratch, this.totals].forEach((local, i) => {
      code.get(block);
      code.memory(MEMORY.i32_load, offset + 4 * i);
      code.set(local);
    });
    code.get(this.scratch);
    code.set(this.cursor);
  }

  /** Measures what was put aside, where it fills a chunk. All of it must lie inside of its row. */
  makeRoom(): void {
    const { code } = this;
    code.get(this.cursor);
    code.get(this.scratch);
    code.op(OP.i32_sub);
    code.i32(4 * CHUNK);
    code.op(OP.i32_ge_s);
    code.if(null, () => this.flush());
  }

  /** Puts a block of a value aside. */
  put(index: number, value: () => void): void {
    this.code.get(this.cursor);
    value();
    this.code.vectorMemory(VECTOR_MEMORY.v128_store, STRIDE * index);
  }

  /** Measures what was put aside, and begins anew. */
  flush(): void {
    const { code } = this;
    for (let i = 0; i < this.count; i++) {
      this.at(this.scratch, STRIDE * i);
      code.get(this.cursor);
      code.get(this.scratch);
      code.op(OP.i32_sub);
      code.i32(2);
      code.op(OP.i32_shr_u);
      this.at(this.totals, TOTALS_SIZE * i);
      code.call(this.measure);
    }
    code.get(this.scratch);
    code.set(this.cursor);
  }

  private at(base: Local, offset: number): void {
    this.code.get(base);
    this.code.i32(offset);
    this.code.op(OP.i32_add);
  }
}
