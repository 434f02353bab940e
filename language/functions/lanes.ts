/** Several numbers that are worked on at once, or as many truth values. */
export interface Lanes {
  readonly width: 'float32' | 'float64';
  readonly truth: boolean;
}

/** What can be done with numbers side by side; every operation rounds like IEEE 754 asks, and not twice. */
export interface Arithmetic {
  constant(value: number): Lanes;
  add(x: Lanes, y: Lanes): Lanes;
  subtract(x: Lanes, y: Lanes): Lanes;
  multiply(x: Lanes, y: Lanes): Lanes;
  divide(x: Lanes, y: Lanes): Lanes;
  /** NaN where either is NaN, and −0 below +0, as in JavaScript. */
  min(x: Lanes, y: Lanes): Lanes;
  max(x: Lanes, y: Lanes): Lanes;
  negative(x: Lanes): Lanes;
  abs(x: Lanes): Lanes;
  sqrt(x: Lanes): Lanes;
  floor(x: Lanes): Lanes;
  /** The nearest whole number, halves to the even neighbour. */
  nearest(x: Lanes): Lanes;
  equal(x: Lanes, y: Lanes): Lanes;
  notEqual(x: Lanes, y: Lanes): Lanes;
  less(x: Lanes, y: Lanes): Lanes;
  lessEqual(x: Lanes, y: Lanes): Lanes;
  and(a: Lanes, b: Lanes): Lanes;
  or(a: Lanes, b: Lanes): Lanes;
  not(a: Lanes): Lanes;
  /** x where the condition holds, y elsewhere. */
  select(condition: Lanes, x: Lanes, y: Lanes): Lanes;
  /** x where the condition holds, 0 elsewhere. */
  where(condition: Lanes, x: Lanes): Lanes;
  /** The size of the first with the sign of the second. */
  copySign(size: Lanes, sign: Lanes): Lanes;
}

/** Two float64 numbers, and what else their bits are good for. */
export interface Wide extends Arithmetic {
  /** 2^k for whole k from −1022 to 1023. */
  powerOfTwo(k: Lanes): Lanes;
  /** x = mantissa · 2^exponent with 1 ≤ mantissa < 2; for positive normal x. */
  mantissa(x: Lanes): Lanes;
  exponent(x: Lanes): Lanes;
}

/** Four float32 numbers. */
export interface Narrow extends Arithmetic {
  /** 1 and 0 for truth values; numbers as they are. */
  number(x: Lanes): Lanes;
  /** 1 − x; of a number of model extent in float64, rounded at the end. */
  complement(x: Lanes): Lanes;
  /**
   * x / y where y is known not to be 0. A y that is one number for the whole tensor, neither huge nor tiny, becomes
   * a factor: 1½ units in the last place for ½.
   */
  quotient(x: Lanes, y: Lanes): Lanes;
  /** 2^k for whole k from −126 to 127; 0 for −127 and ∞ for 128. */
  powerOfTwo(k: Lanes): Lanes;
  /** Worked out in float64, rounded at the end. */
  wide(args: readonly Lanes[], of: (wide: Wide, ...args: Lanes[]) => Lanes): Lanes;
  /** As given, but where the condition holds, which is rare, by the function's meaning, number by number. */
  rarely(condition: Lanes, otherwise: Lanes): Lanes;
}

/** What is known of an argument where a kernel is written. */
export interface Known {
  /** Neither 0 nor so small that rounding could make it 0. */
  readonly nonZero: boolean;
  /** Neither so large nor so small that its reciprocal would lose digits. */
  readonly moderate: boolean;
}

/** How a kernel works out a function element by element. Truth values are masks. */
export type KernelWriter = (
  narrow: Narrow,
  args: readonly Lanes[],
  known: readonly Known[],
) => Lanes;

/**
 * How a kernel works out a reduction: what each element contributes, in float64, then what becomes of the sum, or
 * of the largest contribution, of so many elements.
 */
export interface KernelFold {
  readonly fold: 'sum' | 'largest';
  readonly of: (arithmetic: Arithmetic, ...args: Lanes[]) => Lanes;
  readonly finish: (total: number, count: number) => number;
  /** How WGSL finishes it, where every line has one: an expression of `total` and `count`, which is not 0. */
  readonly wgsl: string;
  /** Another reduction of the same arguments, gone through before: `of` gets what it comes to as one more argument. */
  readonly about?: KernelFold;
}

/**
 * How a kernel draws random numbers: from two that are uniform in (0, 1), of which one comes right after the other, to
 * the two in their places; to the bit as the function's meaning has it.
 */
export interface KernelDraw {
  readonly draw: (wide: Wide, first: Lanes, second: Lanes) => readonly [Lanes, Lanes];
  /** How WGSL draws them: a vec2f by the generator's words `first` and `second`, of which a number is (word + ½) / 2³². */
  readonly wgsl: string;
}

/** A function of one number that is worked out in float64. */
export const inWide =
  (of: (wide: Wide, x: Lanes) => Lanes): KernelWriter =>
  (narrow, [x]) =>
    narrow.wide([x], of);

/** A function of one number that is worked out in float32. */
export const inNarrow =
  (of: (narrow: Narrow, x: Lanes) => Lanes): KernelWriter =>
  (narrow, [x]) =>
    of(narrow, x);
