import type { Schedule } from '../protocol/runs';

/** One-cycle starts at this share of the peak, and ends at this share of its start (Smith & Topin, 2018). */
const ONE_CYCLE_START = 1 / 25;
const ONE_CYCLE_END = ONE_CYCLE_START / 1e4;
/** One-cycle rises for this share of the run. */
const ONE_CYCLE_RISE = 0.3;

export interface SchedulePlan {
  readonly schedule: Schedule;
  /** Learning rate at its highest. */
  readonly peak: number;
  readonly steps: number;
  /** Steps of linear warm-up; 0: none. */
  readonly warmup: number;
}

/** Half a cosine from `from` (t = 0) to `to` (t = 1). */
const halfCosine = (from: number, to: number, t: number): number =>
  to + ((from - to) * (1 + Math.cos(Math.PI * t))) / 2;

/** The shape of each schedule: from t = 0, its first step, to t = 1, which is one step after its last. */
const SHAPES: Readonly<Record<Schedule, (t: number) => number>> = {
  constant: () => 1,
  cosine: (t) => halfCosine(1, 0, t),
  linear: (t) => 1 - t,
  'one-cycle': (t) =>
    t < ONE_CYCLE_RISE
      ? halfCosine(ONE_CYCLE_START, 1, t / ONE_CYCLE_RISE)
      : oneCycleFall((t - ONE_CYCLE_RISE) / (1 - ONE_CYCLE_RISE)),
};

const oneCycleFall = (t: number): number => halfCosine(1, ONE_CYCLE_END, t);

/**
 * The learning rate of a step (1 … steps), with W steps of warm-up in a run of T steps:
 *
 *     s ≤ W:  peak · s / W
 *     s > W:  peak · shape(t),  t = (s − W − 1) / (T − W)
 *
 *     constant   1
 *     cosine     (1 + cos πt) / 2
 *     linear     1 − t
 *     one-cycle  half a cosine from 1/25 up to 1 while t < 0.3, then half a cosine down to 1/250,000;
 *                after a warm-up, which is a rise already, only the way down
 *
 * The first step after the warm-up has the whole peak; the zero of cosine and linear lies one step past the end,
 * so that no step is wasted on a learning rate of 0.
 */
export function learningRate(
  { schedule, peak, steps, warmup }: SchedulePlan,
  step: number,
): number {
  if (step <= warmup) return (peak * step) / warmup;
  const t = (step - warmup - 1) / (steps - warmup);
  if (schedule === 'one-cycle' && warmup > 0) return peak * oneCycleFall(t);
  return peak * SHAPES[schedule](t);
}
