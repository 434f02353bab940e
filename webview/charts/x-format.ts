import { metricOf, type X_AXES, type XAxis } from '../series/x-axis';
import {
  formatClock,
  formatCount,
  formatDuration,
  formatNumber,
} from '../../runtime/protocol/words';

const DECIMAL = [1, 2, 5];
const STEP_INCREMENTS = Array.from({ length: 13 }, (_, power) =>
  DECIMAL.map((digit) => digit * 10 ** power),
).flat();
const SMALL_INCREMENTS = Array.from({ length: 30 }, (_, power) =>
  DECIMAL.map((digit) => Number(`${digit}e${power - 15}`)),
).flat();
const HOUR = 3600;
const TIME_INCREMENTS = [
  0.1,
  0.2,
  0.5,
  1,
  2,
  5,
  10,
  15,
  30,
  60,
  120,
  300,
  600,
  900,
  1800,
  ...[1, 2, 3, 6, 12, 24, 48, 96, 192, 384, 768].map((hours) => hours * HOUR),
];

/** Distances between ticks that read well. */
export function increments(axis: XAxis): number[] {
  if (axis === 'step' || axis === 'samples') return STEP_INCREMENTS;
  return isTime(axis) ? TIME_INCREMENTS : SMALL_INCREMENTS;
}

const isTime = (axis: XAxis): boolean => axis === 'relative' || axis === 'wall';

const MILLION = 1e6;

/** A count that leaves room for others beside it: `1,500`, `2.5 M`. */
const formatAmount = (value: number): string =>
  value < MILLION ? formatCount(value) : `${Number((value / MILLION).toPrecision(4))} M`;

/** A tick of the x-axis, with its unit where that is not the axis' name. */
export function formatTick(axis: XAxis, value: number, increment: number): string {
  if (axis === 'step' || axis === 'samples') return formatAmount(value);
  if (!isTime(axis)) return formatNumber(value);
  if (axis === 'wall') return formatClock(1000 * value, increment < 60);
  if (increment >= HOUR) return `${Number((value / HOUR).toFixed(1))} h`;
  if (increment >= 60) return `${Math.round(value / 60)} min`;
  return formatDuration(value);
}

/** Where the crosshair stands, as the readout says it. */
export function formatX(axis: XAxis, value: number): string {
  const metric = metricOf(axis);
  if (metric !== null) return `${metric} ${formatNumber(value)}`;
  if (axis === 'step') return `step ${formatCount(value)}`;
  if (axis === 'epoch') return `epoch ${formatNumber(value)}`;
  if (axis === 'samples') return `${formatCount(value)} samples`;
  if (axis === 'relative') return formatDuration(value);
  return formatClock(1000 * value, true);
}

/** The unit that stands at the end of the axis; times carry theirs in each tick. */
export function axisUnit(axis: XAxis): string {
  const metric = metricOf(axis);
  if (metric !== null)
    return metric.length > UNIT_LETTERS ? `…${metric.slice(1 - UNIT_LETTERS)}` : metric;
  if (isTime(axis)) return '';
  return axis === 'step' ? 'steps' : axis === 'epoch' ? 'epochs' : 'samples';
}

/** Letters that there is room for. */
const UNIT_LETTERS = 11;

export const AXIS_NAMES: Readonly<Record<(typeof X_AXES)[number], string>> = {
  step: 'Step',
  relative: 'Relative Time',
  wall: 'Wall Time',
  epoch: 'Epoch',
  samples: 'Samples',
};
