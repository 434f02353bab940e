import { formatNumber } from '../../runtime/protocol/words';
import type { XAxis } from '../series/x-axis';
import * as layout from './layout';
import { logTicks, type Range } from './ranges';
import { formatTick, increments } from './x-format';

export interface Tick {
  readonly value: number;
  readonly text: string;
}

const DIGITS = [1, 2, 2.5, 5, 10];

/** The ticks of an x-axis that is `length` pixels long. */
export function xTicks(axis: XAxis, range: Range, length: number, log = false): Tick[] {
  if (log)
    return logTicks(range, length, layout.MIN_TICK_DISTANCE_X).map((value) => ({
      value,
      text: formatTick(axis, value, value),
    }));
  const least = (layout.MIN_TICK_DISTANCE_X * (range[1] - range[0])) / length;
  const steps = increments(axis);
  const increment = steps.find((step) => step >= least) ?? steps.at(-1)!;
  return multiples(increment, range).map((value) => ({
    value,
    text: formatTick(axis, value, increment),
  }));
}

/** The ticks of a y-axis that is `length` pixels long. */
export function yTicks(range: Range, log: boolean, length: number): Tick[] {
  return valuesOf(range, log, length).map((value) => ({ value, text: formatNumber(value) }));
}

function valuesOf(range: Range, log: boolean, length: number): number[] {
  if (log) return logTicks(range, length, layout.MIN_TICK_DISTANCE_LOG);
  return linearTicks(range, length, layout.MIN_TICK_DISTANCE_Y);
}

/** Round values within a range that is `length` pixels long, at least `distance` pixels from each other. */
export function linearTicks(range: Range, length: number, distance: number): number[] {
  const least = (distance * (range[1] - range[0])) / length;
  const decade = 10 ** Math.floor(Math.log10(least));
  const digit = DIGITS.find((each) => each * decade >= least) ?? 10;
  return multiples(digit * decade, range);
}

/** All multiples of an increment within a range, as clean as decimals can be. */
function multiples(increment: number, [low, high]: Range): number[] {
  const first = Math.ceil(low / increment);
  const count = Math.max(0, Math.floor(high / increment) - first + 1);
  return Array.from({ length: count }, (_, i) =>
    Number(((first + i) * increment).toPrecision(SIGNIFICANT)),
  );
}

/** More digits than these are the rounding of a product. */
const SIGNIFICANT = 12;
