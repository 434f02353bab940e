/** What can be said of many numbers; of those that are finite, but for the counts. */
export interface Figures {
  readonly count: number;
  /** How many are NaN or infinite. */
  readonly nonFinite: number;
  /** Which share of all numbers is 0. */
  readonly zeros: number;
  /** Root mean square; null where no number is finite, as are the next two. */
  readonly rms: number | null;
  readonly mean: number | null;
  /** Largest magnitude. */
  readonly largest: number | null;
}

/** What one value of a program was at one step. */
export interface ValueFigures {
  /** Of all parameters together; null where the step did not work it out, as in a branch that is not taken. */
  readonly whole: Figures | null;
  /** By parameter; null for one whose value was not worked out. Empty for a number of the whole model. */
  readonly parameters: readonly (Figures | null)[];
}

/** By the values that are watched. */
export type Observation = readonly ValueFigures[];

/** Numbers summed up. */
export interface Totals {
  readonly count: number;
  readonly nonFinite: number;
  readonly zeros: number;
  /** Of finite numbers, as are the next two. */
  readonly sum: number;
  readonly squares: number;
  readonly largest: number;
}

const NOTHING: Totals = { count: 0, nonFinite: 0, zeros: 0, sum: 0, squares: 0, largest: 0 };

/** Sums up numbers, in float64. */
export function totalsOf(numbers: Iterable<number>): Totals {
  let { count, nonFinite, zeros, sum, squares, largest } = NOTHING;
  for (const x of numbers) {
    count++;
    if (!Number.isFinite(x)) {
      nonFinite++;
      continue;
    }
    if (x === 0) zeros++;
    sum += x;
    squares += x * x;
    largest = Math.max(largest, Math.abs(x));
  }
  return { count, nonFinite, zeros, sum, squares, largest };
}

const together = (a: Totals, b: Totals): Totals => ({
  count: a.count + b.count,
  nonFinite: a.nonFinite + b.nonFinite,
  zeros: a.zeros + b.zeros,
  sum: a.sum + b.sum,
  squares: a.squares + b.squares,
  largest: Math.max(a.largest, b.largest),
});

function figuresOf({ count, nonFinite, zeros, sum, squares, largest }: Totals): Figures | null {
  if (count === 0) return null;
  const finite = count - nonFinite;
  const known = finite > 0;
  return {
    count,
    nonFinite,
    zeros: zeros / count,
    rms: known ? Math.sqrt(squares / finite) : null,
    mean: known ? sum / finite : null,
    largest: known ? largest : null,
  };
}

/** The figures of a value, from its totals by parameter; null for those that have none. */
export function valueFigures(parameters: readonly (Totals | null)[]): ValueFigures {
  const whole = parameters.reduce<Totals>((all, one) => (one ? together(all, one) : all), NOTHING);
  return {
    whole: figuresOf(whole),
    parameters: parameters.map((totals) => totals && figuresOf(totals)),
  };
}

/** The figures of one number of the whole model; null where it was not worked out. */
export const modelFigures = (number: number | null): ValueFigures => ({
  whole: number === null ? null : figuresOf(totalsOf([number])),
  parameters: [],
});
