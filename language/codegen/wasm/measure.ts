import type { Totals } from '../../interpret/figures';
import { Code, LANE, MEMORY, OP, VECTOR, VECTOR_MEMORY, type Local } from '../../webassembly';

/** Where totals lie, as float64: what `measure` adds to. */
const SUM = 0;
const SQUARES = 8;
const LARGEST = 16;
const ZEROS = 24;
const NON_FINITE = 32;
/** How many numbers the totals of one value take. */
export const TOTALS_LENGTH = 5;

export function readTotals(found: Float64Array, count: number): Totals {
  const [sum, squares, largest, zeros, nonFinite] = found;
  return { count, nonFinite, zeros, sum, squares, largest };
}

/** All bits of a float32 but that of its sign: as a whole number it grows with the magnitude. */
const MAGNITUDE = 0x7fffffff;
const INFINITY = 0x7f800000;
/**
 * Between these magnitudes, as such whole numbers, a few hundred squares are summed up in float32 without loss: of 2^±50
 * the squares are far from where float32 ends.
 */
const SMALL = (127 - 50) << 23;
const LARGE = (127 + 50) << 23;

/** Two sums side by side, so that one need not wait for the other. */
const LANES = 4;
const BLOCK = 2 * LANES;
const UPPER_HALF = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];

/**
 * Writes the function that adds a few hundred float32 numbers to totals: `(address, count, totals)`. Beyond the numbers up
 * to three more are read, and count nothing. Sums are taken in float32 lanes, and added to the totals in float64; where
 * magnitudes are out of the ordinary, or not finite, every number is widened first.
 */
export function writeMeasure(): Code {
  return new Measure().write();
}

class Measure {
  private readonly code = new Code(['i32', 'i32', 'i32']);
  private readonly address: Local = 0;
  private readonly count: Local = 1;
  private readonly totals: Local = 2;
  private readonly end = this.code.local('i32');
  private readonly top = this.code.local('i32');
  private readonly blocksEnd = this.code.local('i32');
  /** Kept, since they would be made anew for every block. */
  private readonly magnitudeBits = this.code.local('v128');
  private readonly zero = this.code.local('v128');

  write(): Code {
    const { code } = this;
    code.i32(MAGNITUDE);
    code.vector(VECTOR.i32x4_splat);
    code.set(this.magnitudeBits);
    code.get(this.address);
    code.get(this.count);
    code.i32(2);
    code.op(OP.i32_shl);
    code.op(OP.i32_add);
    code.set(this.end);
    // Whole blocks by the quick way, if that holds.
    code.get(this.address);
    code.get(this.count);
    code.i32(-BLOCK);
    code.op(OP.i32_and);
    code.i32(2);
    code.op(OP.i32_shl);
    code.op(OP.i32_add);
    code.set(this.blocksEnd);
    code.get(this.address);
    code.get(this.blocksEnd);
    code.op(OP.i32_lt_u);
    code.if(null, () => this.quick());
    code.get(this.address);
    code.get(this.end);
    code.op(OP.i32_lt_u);
    code.if(null, () => this.careful());
    return code;
  }

  /** Goes through whole blocks, and moves the address behind them where they could be taken so. */
  private quick(): void {
    const { code } = this;
    const cursor = code.local('i32');
    const pairs = [0, 1].map(() => ({
      x: code.local('v128'),
      magnitude: code.local('v128'),
      sum: code.local('v128'),
      squares: code.local('v128'),
      largest: code.local('v128'),
      zeros: code.local('v128'),
    }));
    code.get(this.address);
    code.set(cursor);
    code.loop(() => {
      pairs.forEach(({ x, magnitude, sum, squares, largest, zeros }, i) => {
        code.get(cursor);
        code.vectorMemory(VECTOR_MEMORY.v128_load, 16 * i);
        code.set(x);
        this.add(sum, VECTOR.f32x4_add, () => code.get(x));
        this.add(squares, VECTOR.f32x4_add, () => {
          code.get(x);
          code.get(x);
          code.vector(VECTOR.f32x4_mul);
        });
        this.magnitudeOf(x);
        code.set(magnitude);
        this.add(largest, VECTOR.i32x4_max_s, () => code.get(magnitude));
        this.add(zeros, VECTOR.i32x4_sub, () => this.isZero(magnitude));
      });
      code.get(cursor);
      code.i32(4 * BLOCK);
      code.op(OP.i32_add);
      code.tee(cursor);
      code.get(this.blocksEnd);
      code.op(OP.i32_lt_u);
      code.branchIf(0);
    });
    const [{ sum, squares, largest, zeros }, other] = pairs;
    this.add(sum, VECTOR.f32x4_add, () => code.get(other.sum));
    this.add(squares, VECTOR.f32x4_add, () => code.get(other.squares));
    this.add(largest, VECTOR.i32x4_max_s, () => code.get(other.largest));
    this.add(zeros, VECTOR.i32x4_add, () => code.get(other.zeros));
    this.findTop(largest);
    this.isOrdinary();
    code.if(null, () => {
      this.deliverSum(SUM, () => this.widened(sum));
      this.deliverSum(SQUARES, () => this.widened(squares));
      this.deliverCount(ZEROS, zeros);
      this.deliverLargest();
      code.get(this.blocksEnd);
      code.set(this.address);
    });
  }

  /** Whether no magnitude is so large or, the largest of them, so small that squares would be lost. */
  private isOrdinary(): void {
    const { code } = this;
    code.get(this.top);
    code.i32(LARGE);
    code.op(OP.i32_lt_s);
    code.get(this.top);
    code.i32(SMALL);
    code.op(OP.i32_gt_s);
    code.get(this.top);
    code.op(OP.i32_eqz);
    code.op(OP.i32_add);
    code.op(OP.i32_and);
  }

  /** Goes through what is left, number by number as float64; what is not finite is counted only. */
  private careful(): void {
    const { code } = this;
    const [x, magnitude, inside, finite] = [0, 1, 2, 3].map(() => code.local('v128'));
    const [sum, squares, largest, zeros, nonFinite] = [0, 1, 2, 3, 4].map(() => code.local('v128'));
    code.loop(() => {
      code.get(this.address);
      code.vectorMemory(VECTOR_MEMORY.v128_load, 0);
      code.set(x);
      // Which of the four lie before the end.
      code.get(this.end);
      code.get(this.address);
      code.op(OP.i32_sub);
      code.vector(VECTOR.i32x4_splat);
      code.v128([0, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0, 12, 0, 0, 0]);
      code.vector(VECTOR.i32x4_gt_s);
      code.set(inside);
      this.magnitudeOf(x);
      code.set(magnitude);
      code.get(magnitude);
      code.i32(INFINITY);
      code.vector(VECTOR.i32x4_splat);
      code.vector(VECTOR.i32x4_lt_s);
      code.get(inside);
      code.vector(VECTOR.v128_and);
      code.set(finite);
      this.add(nonFinite, VECTOR.i32x4_sub, () => {
        code.get(inside);
        code.get(finite);
        code.vector(VECTOR.v128_andnot);
      });
      this.add(zeros, VECTOR.i32x4_sub, () => {
        this.isZero(magnitude);
        code.get(inside);
        code.vector(VECTOR.v128_and);
      });
      this.add(largest, VECTOR.i32x4_max_s, () => {
        code.get(magnitude);
        code.get(finite);
        code.vector(VECTOR.v128_and);
      });
      code.get(x);
      code.get(finite);
      code.vector(VECTOR.v128_and);
      code.set(x);
      this.addHalf(x, sum, squares, magnitude);
      code.get(x);
      code.get(x);
      code.shuffle(UPPER_HALF);
      code.set(x);
      this.addHalf(x, sum, squares, magnitude);
      code.get(this.address);
      code.i32(4 * LANES);
      code.op(OP.i32_add);
      code.tee(this.address);
      code.get(this.end);
      code.op(OP.i32_lt_u);
      code.branchIf(0);
    });
    this.deliverSum(SUM, () => code.get(sum));
    this.deliverSum(SQUARES, () => code.get(squares));
    this.deliverCount(ZEROS, zeros);
    this.deliverCount(NON_FINITE, nonFinite);
    this.findTop(largest);
    this.deliverLargest();
  }

  /** Adds the lower two of four numbers and their squares to sums of two float64. */
  private addHalf(x: Local, sum: Local, squares: Local, wide: Local): void {
    const { code } = this;
    code.get(x);
    code.vector(VECTOR.f64x2_promote_low_f32x4);
    code.set(wide);
    this.add(sum, VECTOR.f64x2_add, () => code.get(wide));
    this.add(squares, VECTOR.f64x2_add, () => {
      code.get(wide);
      code.get(wide);
      code.vector(VECTOR.f64x2_mul);
    });
  }

  private magnitudeOf(x: Local): void {
    const { code } = this;
    code.get(x);
    code.get(this.magnitudeBits);
    code.vector(VECTOR.v128_and);
  }

  private isZero(magnitude: Local): void {
    const { code } = this;
    code.get(magnitude);
    code.get(this.zero);
    code.vector(VECTOR.i32x4_eq);
  }

  private add(total: Local, how: (typeof VECTOR)[keyof typeof VECTOR], value: () => void): void {
    const { code } = this;
    code.get(total);
    value();
    code.vector(how);
    code.set(total);
  }

  /** The largest of four magnitudes. */
  private findTop(largest: Local): void {
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
  private widened(sum: Local): void {
    const { code } = this;
    code.get(sum);
    code.vector(VECTOR.f64x2_promote_low_f32x4);
    code.get(sum);
    code.get(sum);
    code.shuffle(UPPER_HALF);
    code.vector(VECTOR.f64x2_promote_low_f32x4);
    code.vector(VECTOR.f64x2_add);
  }

  private deliverSum(offset: number, pair: () => void): void {
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

  private deliverCount(offset: number, counts: Local): void {
    const { code } = this;
    this.deliver(offset, OP.f64_add, () => {
      for (const lane of [0, 1, 2, 3]) {
        code.get(counts);
        code.lane(LANE.i32x4_extract, lane);
        if (lane > 0) code.op(OP.i32_add);
      }
      code.op(OP.f64_convert_i32_s);
    });
  }

  private deliverLargest(): void {
    const { code } = this;
    this.deliver(LARGEST, OP.f64_max, () => {
      code.get(this.top);
      code.op(OP.f32_reinterpret_i32);
      code.op(OP.f64_promote_f32);
    });
  }

  private deliver(offset: number, how: (typeof OP)[keyof typeof OP], value: () => void): void {
    const { code } = this;
    code.get(this.totals);
    code.get(this.totals);
    code.memory(MEMORY.f64_load, offset);
    value();
    code.op(how);
    code.memory(MEMORY.f64_store, offset);
  }
}
