import type { Totals } from '../../interpret/figures';
import { Code, LANE, MEMORY, OP, VECTOR, type Local } from '../../webassembly';

/** Where totals lie, as float64: what `measure` adds to. */
export const SUM = 0;
export const SQUARES = 8;
const LARGEST = 16;
export const ZEROS = 24;
export const NON_FINITE = 32;
/** How many numbers the totals of one value take. */
export const TOTALS_LENGTH = 5;

export function readTotals(found: Float64Array, count: number): Totals {
  const [sum, squares, largest, zeros, nonFinite] = found;
  return { count, nonFinite, zeros, sum, squares, largest };
}

export type VectorInstruction = (typeof VECTOR)[keyof typeof VECTOR];

export const UPPER_HALF = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];

/** Writes how what has been found in lanes is added to totals in memory. */
export class TotalsWriting {
  protected readonly code = new Code(['i32', 'i32', 'i32']);
  protected readonly address: Local = 0;
  protected readonly count: Local = 1;
  protected readonly totals: Local = 2;
  /** The largest of four whole numbers. */
  protected readonly top = this.code.local('i32');

  protected add(total: Local, how: VectorInstruction, value: () => void): void {
    const { code } = this;
    code.get(total);
    value();
    code.vector(how);
    code.set(total);
  }

  /** The largest of four magnitudes. */
  protected findTop(largest: Local): void {
    const { code } = this;
    for (const bytes of [UPPER_HALF, [4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7]])
      this.add(largest, VECTOR.i32x4_max_s, () => {
        code.get(largest);
        code.get(largest);
        code.shuffle(bytes);
      });
    code.get(largest);
    code.lane(LANE.i32x4_extract, 0);
    code.set(this.top);
  }

  /** Four float32 as two float64 sums. */
  protected widened(sum: Local): void {
    const { code } = this;
    code.get(sum);
    code.vector(VECTOR.f64x2_promote_low_f32x4);
    code.get(sum);
    code.get(sum);
    code.shuffle(UPPER_HALF);
    code.vector(VECTOR.f64x2_promote_low_f32x4);
    code.vector(VECTOR.f64x2_add);
  }

  protected deliverSum(offset: number, pair: () => void): void {
    const { code } = this;
    const found = code.local('v128');
    pair();
    code.set(found);
    this.deliver(offset, OP.f64_add, () => {
      for (const lane of [0, 1]) {
        code.get(found);
        code.lane(LANE.f64x2_extract, lane);
      }
      code.op(OP.f64_add);
    });
  }

  protected deliverCount(offset: number, count: () => void): void {
    this.deliver(offset, OP.f64_add, () => {
      count();
      this.code.op(OP.f64_convert_i32_s);
    });
  }

  /** Of four whole numbers. */
  protected laneSum(counts: Local): void {
    const { code } = this;
    for (const lane of [0, 1, 2, 3]) {
      code.get(counts);
      code.lane(LANE.i32x4_extract, lane);
      if (lane > 0) code.op(OP.i32_add);
    }
  }

  /** @param of what the number found has still to go through */
  protected deliverLargest(of: () => void = () => undefined): void {
    const { code } = this;
    this.deliver(LARGEST, OP.f64_max, () => {
      code.get(this.top);
      code.op(OP.f32_reinterpret_i32);
      of();
      code.op(OP.f64_promote_f32);
    });
  }

  protected deliver(offset: number, how: (typeof OP)[keyof typeof OP], value: () => void): void {
    const { code } = this;
    code.get(this.totals);
    code.get(this.totals);
    code.memory(MEMORY.f64_load, offset);
    value();
    code.op(how);
    code.memory(MEMORY.f64_store, offset);
  }
}
