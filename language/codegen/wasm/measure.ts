import { OP, VECTOR, VECTOR_MEMORY, type Code, type Local } from '../../webassembly';
import {
  NON_FINITE,
  SQUARES,
  SUM,
  TotalsWriting,
  UPPER_HALF,
  ZEROS,
  type VectorInstruction,
} from './totals';

/** All bits of a float32 but that of its sign: as a whole number it grows with the magnitude. */
const MAGNITUDE = 0x7fffffff;
const INFINITY = 0x7f800000;
/**
 * Between these, as such whole numbers, the largest of a thousand squares says that they can be summed up in float32
 * without loss: neither it nor what counts beside it comes near to where float32 ends.
 */
const SMALL = (127 - 100) << 23;
const LARGE = (127 + 100) << 23;

const LANES = 4;
/** Pairs of vectors that are taken at a time. */
const PAIRS = 2;
/** Sums that they are added to by turns, so that none waits for another. */
const SUMS = 2;
const BLOCK = PAIRS * 2 * LANES;

/**
 * Writes the function that adds up to a thousand float32 numbers to totals: `(address, count, totals)`. Beyond the numbers up
 * to three more are read, and count nothing. Sums are taken in float32 lanes, and added to the totals in float64; where
 * magnitudes are out of the ordinary, or not finite, every number is widened first.
 */
export function writeMeasure(): Code {
  return new Measure().write();
}

class Measure extends TotalsWriting {
  private readonly end = this.code.local('i32');
  private readonly blocksEnd = this.code.local('i32');
  private readonly cursor = this.code.local('i32');
  /** Kept, since they would be made anew for every block. */
  private readonly magnitudeBits = this.code.local('v128');
  private readonly zero = this.code.local('v128');

  write(): Code {
    const { code } = this;
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

  /**
   * Goes through whole blocks, and moves the address behind them where they could be taken so. All there is to be known of
   * magnitudes is seen by their squares: the root of a number's square is its magnitude to the bit, as long as neither is
   * out of the ordinary, and zeros are counted only where the least square is 0.
   */
  private quick(): void {
    const { code } = this;
    const [a, b] = [0, 1].map(() => ({ x: code.local('v128'), square: code.local('v128') }));
    const zeros = code.local('i32');
    const sums = Array.from({ length: SUMS }, () => code.local('v128'));
    const squares = sums.map(() => code.local('v128'));
    const largest = code.local('v128');
    const least = code.local('v128');
    code.f32x4(Infinity);
    code.set(least);
    this.eachPair((offset, i) => {
      [a, b].forEach(({ x, square }, j) => {
        this.load(offset + 4 * LANES * j);
        code.tee(x);
        code.get(x);
        code.vector(VECTOR.f32x4_mul);
        code.set(square);
      });
      const join = (total: Local, how: VectorInstruction, of: 'x' | 'square'): void =>
        this.add(total, how, () => {
          code.get(a[of]);
          code.get(b[of]);
          code.vector(how);
        });
      join(sums[i % SUMS], VECTOR.f32x4_add, 'x');
      join(squares[i % SUMS], VECTOR.f32x4_add, 'square');
      // As whole numbers, for which processors have other units than for sums and products; squares have no sign.
      join(largest, VECTOR.i32x4_max_s, 'square');
      join(least, VECTOR.i32x4_min_s, 'square');
    });
    this.add(sums[0], VECTOR.f32x4_add, () => code.get(sums[1]));
    this.add(squares[0], VECTOR.f32x4_add, () => code.get(squares[1]));
    this.findTop(largest);
    code.get(least);
    code.get(this.zero);
    code.vector(VECTOR.f32x4_eq);
    code.vector(VECTOR.v128_any_true);
    code.if(null, () => this.countZeros(zeros));
    this.isOrdinary(squares[0], zeros);
    code.if(null, () => {
      this.deliverSum(SUM, () => this.widened(sums[0]));
      this.deliverSum(SQUARES, () => this.widened(squares[0]));
      this.deliverCount(ZEROS, () => code.get(zeros));
      this.deliverLargest(() => code.op(OP.f32_sqrt));
      code.get(this.blocksEnd);
      code.set(this.address);
    });
  }

  /** How many numbers of the blocks are 0. */
  private countZeros(into: Local): void {
    const { code } = this;
    const zeros = code.local('v128');
    this.eachPair((offset) => {
      for (const one of [offset, offset + 4 * LANES])
        this.add(zeros, VECTOR.i32x4_sub, () => {
          this.load(one);
          code.get(this.zero);
          code.vector(VECTOR.f32x4_eq);
        });
    });
    this.laneSum(zeros);
    code.set(into);
  }

  /** Goes through whole blocks, two vectors at a time. */
  private eachPair(body: (offset: number, index: number) => void): void {
    const { code, cursor } = this;
    code.get(this.address);
    code.set(cursor);
    code.loop(() => {
      for (let i = 0; i < PAIRS; i++) body(2 * 4 * LANES * i, i);
      code.get(cursor);
      code.i32(4 * BLOCK);
      code.op(OP.i32_add);
      code.tee(cursor);
      code.get(this.blocksEnd);
      code.op(OP.i32_lt_u);
      code.branchIf(0);
    });
  }

  private load(offset: number): void {
    this.code.get(this.cursor);
    this.code.vectorMemory(VECTOR_MEMORY.v128_load, offset);
  }

  /**
   * Whether no square is so large or, the largest of them, so small that others would be lost, and none is NaN; or all
   * numbers are 0.
   */
  private isOrdinary(squares: Local, zeros: Local): void {
    const { code } = this;
    code.get(this.top);
    code.i32(LARGE);
    code.op(OP.i32_lt_s);
    code.get(this.top);
    code.i32(SMALL);
    code.op(OP.i32_gt_s);
    code.get(zeros);
    code.get(this.blocksEnd);
    code.get(this.address);
    code.op(OP.i32_sub);
    code.i32(2);
    code.op(OP.i32_shr_u);
    code.op(OP.i32_eq);
    code.op(OP.i32_add);
    code.op(OP.i32_and);
    // Only NaN differs from itself.
    code.get(squares);
    code.get(squares);
    code.vector(VECTOR.f32x4_ne);
    code.vector(VECTOR.v128_any_true);
    code.op(OP.i32_eqz);
    code.op(OP.i32_and);
  }

  /** Goes through what is left, number by number as float64; what is not finite is counted only. */
  private careful(): void {
    const { code } = this;
    const [x, magnitude, inside, finite] = [0, 1, 2, 3].map(() => code.local('v128'));
    const [sum, squares, largest, zeros, nonFinite] = [0, 1, 2, 3, 4].map(() => code.local('v128'));
    code.i32(MAGNITUDE);
    code.vector(VECTOR.i32x4_splat);
    code.set(this.magnitudeBits);
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
    this.deliverCount(ZEROS, () => this.laneSum(zeros));
    this.deliverCount(NON_FINITE, () => this.laneSum(nonFinite));
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
}
