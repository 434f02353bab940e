import type { PrCurve, Summary } from '../../runtime/protocol/summaries';
import type { RunStyle } from '../runs/palette';

/** A precision–recall curve as it is drawn. */
export interface PrLine {
  readonly run: string;
  readonly label: string;
  readonly color: string;
  readonly dash: readonly number[];
  readonly dimmed: boolean;
  readonly step: number;
  readonly precision: readonly number[];
  readonly recall: readonly number[];
  /** How many thresholds it was made for, of which the last may tell nothing. */
  readonly thresholds: number;
}

/**
 * The part of a curve that says something: behind the highest threshold at which anything was taken for positive,
 * writers put zeros.
 */
export function telling({
  precision,
  recall,
}: PrCurve): Pick<PrLine, 'precision' | 'recall' | 'thresholds'> {
  let end = precision.length;
  while (end > 1 && precision[end - 1] === 0 && recall[end - 1] === 0) end--;
  return {
    precision: precision.slice(0, end),
    recall: recall.slice(0, end),
    thresholds: precision.length,
  };
}

/** How a run's curve is drawn; null where there is nothing to draw. */
export function prLine(
  run: string,
  label: string,
  summary: Summary | undefined,
  { color, dash }: Pick<RunStyle, 'color' | 'dash'>,
  dimmed: boolean,
): PrLine | null {
  const curve = curveOf(summary);
  if (curve === null || curve.precision.length === 0) return null;
  return { run, label, color, dash, dimmed, step: summary!.step, ...telling(curve) };
}

const curveOf = (summary: Summary | undefined): PrCurve | null =>
  summary?.content?.kind === 'pr-curve' ? summary.content : null;

/** The threshold of a point of the curve. */
export const thresholdAt = ({ thresholds }: PrLine, point: number): number =>
  thresholds > 1 ? point / (thresholds - 1) : 0;

/** The point of a curve at a threshold, or at the last before it that tells something. */
export const pointAt = ({ thresholds, recall }: PrLine, threshold: number): number =>
  Math.min(recall.length - 1, Math.round(threshold * (thresholds - 1)));

/** The threshold of the point that is nearest to a place, where both axes go from 0 to 1. */
export function nearestThreshold(
  lines: readonly PrLine[],
  recall: number,
  precision: number,
): number | null {
  let nearest: number | null = null;
  let least = Infinity;
  for (const line of lines)
    line.recall.forEach((each, point) => {
      const distance = (each - recall) ** 2 + (line.precision[point]! - precision) ** 2;
      if (distance >= least) return;
      least = distance;
      nearest = thresholdAt(line, point);
    });
  return nearest;
}
