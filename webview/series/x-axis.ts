export const X_AXES = ['step', 'relative', 'wall'] as const;
/** Steps; seconds since the run's first point; seconds since 1970. */
export type XAxis = (typeof X_AXES)[number];

interface TimedSteps {
  readonly steps: Float64Array;
  readonly wallTimes: Float64Array;
}

/**
 * The x of every point. Times never run backwards here, even where the clock was set back: a line must have
 * ascending x to be searched and reduced.
 * @param origin The wall time that counts as 0 on the relative axis: the run's first point in any metric.
 */
export function xValues(series: TimedSteps, axis: XAxis, origin: number): Float64Array {
  if (axis === 'step') return series.steps;
  const zero = axis === 'relative' ? origin : 0;
  let latest = -Infinity;
  return series.wallTimes.map((time) => (latest = Math.max(latest, time - zero)));
}
