import type { Decimated } from '../series/decimation';
import { coveredBy } from './covered';
import type { ChartLine } from './line';
import type { Pen } from './pen';
import type { Projection } from './projection';

/** Points a column of pixels, and pixels up and down in it, beyond which a line is a solid area: the mean over all. */
const DENSE_POINTS = 2;
const DENSE_TRAVEL = 3;
/** On a raster, points that are nearer than so many pixels to the one before change nothing. */
const NEAR = 0.4;

/**
 * Draws a line over its runs of drawable points; a point without neighbours becomes a dot. Says whether every point
 * could be drawn.
 */
export function trace(
  pen: Pen,
  line: ChartLine,
  ys: ArrayLike<number>,
  { indices }: Decimated,
  at: Projection,
): boolean {
  const columns = Math.round(at.right - at.left);
  const { xs: places, ys: heights, travel, isWhole } = placed(line.xs, ys, indices, at);
  const { areas } = at;
  const stretches = isWhole ? [[0, indices.length] as const] : drawable(heights, indices.length);
  if (areas && indices.length > DENSE_POINTS * columns && travel > DENSE_TRAVEL * columns) {
    const { lineWidth, globalAlpha } = pen;
    for (const [from, to] of stretches)
      areas.add(
        coveredBy(places, heights, from, to, columns),
        lineWidth,
        line.style.color,
        globalAlpha,
      );
    return isWhole;
  }
  areas?.flush();
  pen.beginPath();
  for (const [from, to] of stretches)
    if (to === from + 1) dot(pen, at.left + places[from]!, heights[from]!, at);
    else if (to > from) follow(pen, from, to, at);
  pen.stroke();
  return isWhole;
}

let xs = new Float64Array(0);
let ys = new Float64Array(0);

/**
 * Where points lie, from the left end of the plot on; NaN where one has no place. Good until the next call. With the
 * way that they go up and down in all, and whether every one has a place.
 */
function placed(
  from: ArrayLike<number>,
  values: ArrayLike<number>,
  indices: Uint32Array,
  at: Projection,
): {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  readonly travel: number;
  readonly isWhole: boolean;
} {
  if (xs.length < indices.length) {
    xs = new Float64Array(indices.length);
    ys = new Float64Array(indices.length);
  }
  at.x.all(from, indices, xs);
  at.y.all(values, indices, ys);
  const [places, heights] = [xs, ys];
  const { left } = at;
  let travel = 0;
  let before = NaN;
  let isWhole = true;
  for (let k = 0; k < indices.length; k++) {
    let y = heights[k]!;
    // Only finite numbers differ from themselves by 0.
    if (y - y !== 0) {
      y = heights[k] = NaN;
      isWhole = false;
    }
    places[k] = places[k]! - left;
    const way = y - before;
    if (way > 0) travel += way;
    else if (way < 0) travel -= way;
    before = y;
  }
  return { xs, ys, travel, isWhole };
}

/** The longest stretches, [from, to), of points that have a place. */
function drawable(heights: Float64Array, count: number): [number, number][] {
  const stretches: [number, number][] = [];
  let from = 0;
  for (let k = 0; k <= count; k++) {
    if (k < count && !Number.isNaN(heights[k]!)) continue;
    if (k > from) stretches.push([from, k]);
    from = k + 1;
  }
  return stretches;
}

/** A path through the places. */
function follow(pen: Pen, from: number, to: number, { left, areas }: Projection): void {
  const near = areas ? NEAR : 0;
  let [x, y] = [xs[from]!, ys[from]!];
  pen.moveTo(left + x, y);
  for (let k = from + 1; k < to; k++) {
    const [nextX, nextY] = [xs[k]!, ys[k]!];
    if (k < to - 1 && Math.abs(nextX - x) < near && Math.abs(nextY - y) < near) continue;
    x = nextX;
    y = nextY;
    pen.lineTo(left + x, y);
  }
}

function dot(pen: Pen, x: number, y: number, at: Projection): void {
  pen.moveTo(x, y);
  pen.arc(x, y, at.ratio, 0, 2 * Math.PI);
}
