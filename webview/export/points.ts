import { pointsInRange, type ChartLine } from '../charts/line';
import type { Range } from '../charts/ranges';
import { lowerBound } from '../series/decimation';
import { metricOf, type XAxis } from '../series/x-axis';
import type { Sheet } from './sheet';

/** The points of one line within the range, as exact as they were logged. */
export interface ExportedLine {
  readonly metric: string;
  readonly label: string;
  readonly range: Range;
  /** The run's id; null for a mean over several. */
  readonly run: string | null;
  readonly xs: ArrayLike<number>;
  /** How many points the range has: more than `xs` where these only stand for them. */
  readonly of: number;
  readonly columns: readonly Column[];
}

/** What stands beside x, in the order of the points. */
export interface Column {
  readonly name: 'value' | 'smoothed' | 'mean' | 'low' | 'high' | 'runs';
  readonly values: ArrayLike<number>;
}

/** What x is called, with its unit. */
export const xName = (axis: XAxis): string => metricOf(axis) ?? UNITS[axis] ?? axis;
const UNITS: Readonly<Record<string, string>> = {
  relative: 'relative_seconds',
  wall: 'wall_seconds',
};

export const exportedLines = ({ charts }: Sheet): ExportedLine[] =>
  charts.flatMap(({ tag, picture, range }) =>
    picture.lines.map((line) => exported(tag, line, range)),
  );

function exported(metric: string, line: ChartLine, range: Range): ExportedLine {
  const from = lowerBound(line.xs, range[0]);
  let to = lowerBound(line.xs, range[1]);
  while (to < line.xs.length && line.xs[to] === range[1]) to++;
  const { group, ys, values } = line;
  const all: Column[] = group
    ? [
        { name: 'mean', values: ys },
        { name: 'low', values: group.low },
        { name: 'high', values: group.high },
        { name: 'runs', values: group.counts },
      ]
    : [
        { name: 'value', values },
        ...(ys === values ? [] : [{ name: 'smoothed', values: ys } as const]),
      ];
  return {
    metric,
    label: line.label,
    range,
    run: group ? null : line.run,
    xs: line.xs.slice(from, to),
    of: pointsInRange(line, range) ?? to - from,
    columns: all.map(({ name, values: each }) => ({
      name,
      values: Array.prototype.slice.call(each, from, to) as number[],
    })),
  };
}
