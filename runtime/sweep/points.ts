/** Which points of a space a sweep tries. */
import { uniforms } from '../graph/random';
import type { SweepRequest } from '../protocol/runs';
import { spread, valueAt, wholeNumbers } from './scale';
import { MOST_DIMENSIONS, sobol } from './sobol';
import type { Axis, Setting } from './space';

/** A value for each axis, in their order. */
export type Point = readonly Setting[];

/** Enough to see what matters, and a power of two, of which the Sobol sequence makes the best. */
export const DEFAULT_RUNS = 16;
/** The values that a range has in a grid at least. */
const FEWEST = 2;

/**
 * The points of a sweep. Throws an Error with a sentence where there are too few or too many of them.
 *
 * @param most more than these cannot be trained
 */
export function pointsOf(
  axes: readonly Axis[],
  { method, runs, seed }: Omit<SweepRequest, 'vary'>,
  most: number,
): Point[] {
  if (runs !== null && runs > most)
    throw new Error(`A sweep can have ${most} runs at most, not ${runs}.`);
  if (method === 'grid') return gridPoints(axes, runs, most);
  const count = Math.min(runs ?? DEFAULT_RUNS, most);
  demandDifferent(axes, count);
  if (method === 'random')
    return Array.from({ length: count }, (_, step) =>
      at(axes, uniforms({ seed, step, stream: 0 }, axes.length)),
    );
  if (axes.length > MOST_DIMENSIONS)
    throw new Error(`Quasi-random points vary ${MOST_DIMENSIONS} names at most: choose random.`);
  return sobol(count, axes.length, seed).map((point) => at(axes, point));
}

const at = (axes: readonly Axis[], point: Float64Array): Point =>
  axes.map((axis, i) =>
    axis.kind === 'range'
      ? valueAt(axis.range, point[i]!)
      : axis.values[Math.floor(point[i]! * axis.values.length)]!,
  );

/** How many values an axis has; infinitely many on a range of real numbers. */
function sizeOf(axis: Axis): number {
  if (axis.kind === 'values') return axis.values.length;
  return axis.range.scale === 'int' ? wholeNumbers(axis.range) : Infinity;
}

const product = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1);

function demandDifferent(axes: readonly Axis[], runs: number): void {
  const different = product(axes.map(sizeOf));
  if (different < runs)
    throw new Error(
      `There are only ${different} different settings, fewer than ${runs} runs: choose a grid, or fewer runs.`,
    );
}

/** Every combination of the listed values and of equally many values of each range: as many as fit. */
function gridPoints(axes: readonly Axis[], runs: number | null, most: number): Point[] {
  const listed = product(axes.map((axis) => (axis.kind === 'values' ? axis.values.length : 1)));
  const ranges = axes.filter((axis) => axis.kind === 'range');
  const limit = runs ?? (ranges.length === 0 ? most : DEFAULT_RUNS);
  const fewest = listed * FEWEST ** ranges.length;
  if (fewest > limit) throw new Error(tooMany(fewest, limit, ranges.length > 0));
  let count = FEWEST;
  while (listed * (count + 1) ** ranges.length <= limit && ranges.length > 0) count++;
  const small = ranges.find((axis) => sizeOf(axis) < count);
  if (small)
    throw new Error(
      `${small.name} has only ${sizeOf(small)} whole numbers in its range, fewer than the ${count} values ` +
        `of a grid of ${limit} runs: list those to try, as in ${small.name}=${small.range.low},${small.range.high}.`,
    );
  const values = axes.map((axis): readonly Setting[] =>
    axis.kind === 'values' ? axis.values : spread(axis.range, count),
  );
  return values.reduce<Point[]>(
    (points, next) => points.flatMap((point) => next.map((value) => [...point, value])),
    [[]],
  );
}

const tooMany = (fewest: number, limit: number, ranged: boolean): string =>
  `The grid has ${ranged ? 'at least ' : ''}${fewest} points, more than ${limit} runs: ` +
  'vary fewer names, allow more runs, or choose quasi-random.';
