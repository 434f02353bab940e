import type { Run } from '../../runtime/protocol/runs';
import type { XScale } from '../../runtime/protocol/x-scale';

export const X_AXES = ['step', 'relative', 'wall', 'epoch', 'samples'] as const;
type NamedAxis = (typeof X_AXES)[number];

const METRIC = 'metric:';

/**
 * Steps; seconds since the run's first point; seconds since 1970; epochs done; examples seen; or what another metric
 * was at the same step.
 */
export type XAxis = NamedAxis | `${typeof METRIC}${string}`;

export const metricAxis = (tag: string): XAxis => `${METRIC}${tag}`;

/** The metric that an axis shows; null where it is none. */
export const metricOf = (axis: XAxis): string | null =>
  axis.startsWith(METRIC) ? axis.slice(METRIC.length) : null;

/** An axis as it was saved; null where that is none. */
export const parseAxis = (saved: unknown): XAxis | null => {
  if (typeof saved !== 'string') return null;
  return (
    X_AXES.find((axis) => axis === saved) ?? (saved.startsWith(METRIC) ? (saved as XAxis) : null)
  );
};

/** Whether an axis has a zero, which its logarithm needs. */
export const hasZero = (axis: XAxis): boolean => axis !== 'wall';

/**
 * How a run's points are placed on an axis; null where the run does not say what that takes.
 * @param origin The wall time that counts as 0 on the relative axis: the run's first point in any metric.
 */
export function scaleOf(
  axis: XAxis,
  { resolved }: Pick<Run, 'resolved'>,
  origin: () => number,
): XScale<string> | null {
  const tag = metricOf(axis);
  if (tag !== null) return { kind: 'metric', tag };
  const epoch = resolved?.epoch;
  switch (axis as NamedAxis) {
    case 'step':
      return { kind: 'step' };
    case 'relative':
      return { kind: 'time', zero: origin() };
    case 'wall':
      return { kind: 'time', zero: 0 };
    case 'epoch':
      return epoch === undefined ? null : { kind: 'epoch', batches: epoch.batches };
    case 'samples':
      return epoch === undefined ? null : { kind: 'samples', batch: resolved!.batch, ...epoch };
  }
}
