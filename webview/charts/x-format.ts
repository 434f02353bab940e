import type { XAxis } from '../series/x-axis';
import { formatCount, formatDuration } from '../../runtime/protocol/words';

const DECIMAL = [1, 2, 5];
const STEP_INCREMENTS = Array.from({ length: 13 }, (_, power) =>
  DECIMAL.map((digit) => digit * 10 ** power),
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
export const increments = (axis: XAxis): number[] =>
  axis === 'step' ? STEP_INCREMENTS : TIME_INCREMENTS;

const clock = (seconds: number, withSeconds: boolean): string =>
  new Date(1000 * seconds).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(withSeconds ? { second: '2-digit' } : {}),
  });

/** A tick of the x-axis, with its unit where that is not the axis' name. */
export function formatTick(axis: XAxis, value: number, increment: number): string {
  if (axis === 'step') return formatCount(value);
  if (axis === 'wall') return clock(value, increment < 60);
  if (increment >= HOUR) return `${Number((value / HOUR).toFixed(1))} h`;
  if (increment >= 60) return `${Math.round(value / 60)} min`;
  return formatDuration(value);
}

/** Where the crosshair stands, as the readout says it. */
export function formatX(axis: XAxis, value: number): string {
  if (axis === 'step') return `step ${formatCount(value)}`;
  if (axis === 'relative') return formatDuration(value);
  return clock(value, true);
}

/** The unit that stands at the end of the axis; times carry theirs in each tick. */
export const axisUnit = (axis: XAxis): string => (axis === 'step' ? 'steps' : '');

export const AXIS_NAMES: Readonly<Record<XAxis, string>> = {
  step: 'Step',
  relative: 'Relative Time',
  wall: 'Wall Time',
};
