import type { Decimated } from '../series/decimation';
import { markerPath } from '../runs/palette';
import { isDrawable, type ChartLine, type DrawnLine } from './line';

/** Places on the canvas, in its own pixels. */
export interface Projection {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  x(value: number): number;
  y(value: number): number;
  /** Canvas pixels for one CSS pixel. */
  readonly ratio: number;
  readonly log: boolean;
}

const LINE_WIDTH = 1.5;
/** The line that the others are compared with. */
const BASELINE_WIDTH = 2.5;
const DIMMED = 0.25;
/** How strongly the band about a mean shows. */
const BAND = 0.2;
/** How strongly the logged values show behind their moving average. */
const BEHIND = 0.25;
const MARKER_RADIUS = 3.5;
/** Half the size of a mark for a value that is not finite. */
const MARK = 3;

export function paintLine(ctx: CanvasRenderingContext2D, drawn: DrawnLine, at: Projection): void {
  const { line, shown, behind, band } = drawn;
  const opacity = line.dimmed ? DIMMED : 1;
  ctx.save();
  ctx.beginPath();
  ctx.rect(at.left, at.top - at.ratio, at.right - at.left, at.bottom - at.top + 2 * at.ratio);
  ctx.clip();
  ctx.lineWidth = (line.baseline ? BASELINE_WIDTH : LINE_WIDTH) * at.ratio;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = ctx.fillStyle = line.style.color;
  if (band) {
    ctx.globalAlpha = opacity * BAND;
    fillBand(ctx, line, band, at);
  } else if (behind) {
    ctx.globalAlpha = opacity * BEHIND;
    trace(ctx, line, line.values, behind, at);
  }
  ctx.globalAlpha = opacity;
  ctx.setLineDash(line.style.dash.map((length) => length * at.ratio));
  trace(ctx, line, line.ys, shown, at);
  ctx.restore();
  ctx.save();
  ctx.globalAlpha = opacity;
  ctx.strokeStyle = ctx.fillStyle = line.style.color;
  paintNotFinite(ctx, drawn, at);
  if (drawn.end) paintMarker(ctx, line, at.x(drawn.end.x), at.y(drawn.end.y), at.ratio);
  ctx.restore();
}

/** Strokes the runs of drawable points; a point without neighbours becomes a dot. */
function trace(
  ctx: CanvasRenderingContext2D,
  line: ChartLine,
  ys: ArrayLike<number>,
  { indices }: Decimated,
  at: Projection,
): void {
  ctx.beginPath();
  let length = 0;
  for (let k = 0; k <= indices.length; k++) {
    const i = indices[k];
    const y = i === undefined ? NaN : ys[i]!;
    if (i === undefined || !isDrawable(y, at.log)) {
      if (length === 1) dot(ctx, at.x(line.xs[indices[k - 1]!]!), at.y(ys[indices[k - 1]!]!), at);
      length = 0;
      continue;
    }
    if (length++ === 0) ctx.moveTo(at.x(line.xs[i]!), at.y(y));
    else ctx.lineTo(at.x(line.xs[i]!), at.y(y));
  }
  ctx.stroke();
}

/** Fills between the band's edges, piece by piece where the mean has holes. An edge below a log axis is at its end. */
function fillBand(
  ctx: CanvasRenderingContext2D,
  { xs, group }: ChartLine,
  indices: Uint32Array,
  at: Projection,
): void {
  const { low, high } = group!;
  const piece: number[] = [];
  const place = (y: number): number => (isDrawable(y, at.log) ? at.y(y) : at.bottom);
  const close = (): void => {
    ctx.beginPath();
    for (const i of piece) ctx.lineTo(at.x(xs[i]!), place(high[i]!));
    for (const i of piece.reverse()) ctx.lineTo(at.x(xs[i]!), place(low[i]!));
    ctx.fill();
    piece.length = 0;
  };
  for (const i of indices)
    if (isDrawable(high[i]!, at.log)) piece.push(i);
    else close();
  close();
}

function dot(ctx: CanvasRenderingContext2D, x: number, y: number, at: Projection): void {
  ctx.moveTo(x, y);
  ctx.arc(x, y, at.ratio, 0, 2 * Math.PI);
}

/** At the edges: a cross for NaN at the bottom, an arrow for +Inf at the top and for −Inf at the bottom. */
function paintNotFinite(ctx: CanvasRenderingContext2D, drawn: DrawnLine, at: Projection): void {
  const { xs, values } = drawn.line;
  const size = MARK * at.ratio;
  ctx.lineWidth = LINE_WIDTH * at.ratio;
  let lastX = -Infinity;
  ctx.beginPath();
  for (const i of (drawn.behind ?? drawn.shown).indices) {
    const value = values[i]!;
    if (Number.isFinite(value)) continue;
    const x = at.x(xs[i]!);
    if (x < at.left || x > at.right || x < lastX + 2 * size) continue;
    lastX = x;
    if (Number.isNaN(value)) {
      const y = at.bottom - 2 * size;
      ctx.moveTo(x - size, y - size);
      ctx.lineTo(x + size, y + size);
      ctx.moveTo(x - size, y + size);
      ctx.lineTo(x + size, y - size);
    } else {
      const [tip, base] = value > 0 ? [at.top, at.top + size] : [at.bottom, at.bottom - size];
      ctx.moveTo(x - size, base);
      ctx.lineTo(x, tip);
      ctx.lineTo(x + size, base);
    }
  }
  ctx.stroke();
}

/** The marker at a line's end; where the run diverged, a ring is around it. */
function paintMarker(
  ctx: CanvasRenderingContext2D,
  line: ChartLine,
  x: number,
  y: number,
  ratio: number,
): void {
  ctx.translate(x, y);
  ctx.fill(new Path2D(markerPath(line.style.marker, MARKER_RADIUS * ratio)), 'evenodd');
  if (!line.diverged) return;
  ctx.lineWidth = LINE_WIDTH * ratio;
  ctx.beginPath();
  ctx.arc(0, 0, 2 * MARKER_RADIUS * ratio, 0, 2 * Math.PI);
  ctx.stroke();
}

export interface EndLabel {
  readonly line: ChartLine;
  readonly text: string;
  /** In canvas pixels. */
  readonly y: number;
}

const LABEL_GAP = 10;
const LABEL_MARKER_RADIUS = 3;

/** The last values, in the gutter to the right of the plot. */
export function paintEndLabels(
  ctx: CanvasRenderingContext2D,
  labels: readonly EndLabel[],
  at: Projection,
  font: string,
  color: string,
): void {
  ctx.save();
  ctx.font = font;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  for (const { line, text, y } of labels) {
    ctx.globalAlpha = line.dimmed ? 2 * DIMMED : 1;
    const x = at.right + LABEL_GAP * at.ratio;
    ctx.fillStyle = line.style.color;
    ctx.save();
    ctx.translate(x, y);
    ctx.fill(new Path2D(markerPath(line.style.marker, LABEL_MARKER_RADIUS * at.ratio)), 'evenodd');
    ctx.restore();
    ctx.fillStyle = color;
    ctx.fillText(text, x + 7 * at.ratio, y);
  }
  ctx.restore();
}
