import { markerPath } from '../runs/palette';
import { isDrawable, type ChartLine, type DrawnLine } from './line';
import type { Pen } from './pen';
import type { Projection } from './projection';
import { trace } from './trace';

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

/** Paints lines, dimmed ones under the others, and above them what is marked on them. */
export function paintLines(pen: Pen, drawn: readonly DrawnLine[], at: Projection): void {
  const inOrder = [...drawn].sort((a, b) => Number(b.line.dimmed) - Number(a.line.dimmed));
  const isWhole = inOrder.map((line) => paintLine(pen, line, at));
  at.areas?.flush();
  inOrder.forEach((line, i) => paintMarks(pen, line, isWhole[i]!, at));
}

/** Says whether there is a place for every value. */
function paintLine(pen: Pen, drawn: DrawnLine, at: Projection): boolean {
  const { line, shown, behind, band } = drawn;
  const opacity = opacityOf(line);
  let isWhole = !band;
  pen.save();
  pen.beginPath();
  pen.rect(at.left, at.top - at.ratio, at.right - at.left, at.bottom - at.top + 2 * at.ratio);
  pen.clip();
  pen.lineWidth = (line.baseline ? BASELINE_WIDTH : LINE_WIDTH) * at.ratio;
  pen.lineJoin = 'round';
  pen.strokeStyle = pen.fillStyle = line.style.color;
  if (band) {
    at.areas?.flush();
    pen.globalAlpha = opacity * BAND;
    fillBand(pen, line, band, at);
  } else if (behind) {
    pen.globalAlpha = opacity * BEHIND;
    isWhole = trace(pen, line, line.values, behind, at);
  }
  pen.globalAlpha = opacity;
  pen.setLineDash(line.style.dash.map((length) => length * at.ratio));
  isWhole = trace(pen, line, line.ys, shown, at) && isWhole;
  pen.restore();
  return isWhole;
}

const opacityOf = ({ dimmed }: ChartLine): number => (dimmed ? DIMMED : 1);

/** @param isWhole every value of the line has been drawn */
function paintMarks(pen: Pen, drawn: DrawnLine, isWhole: boolean, at: Projection): void {
  const { line } = drawn;
  pen.save();
  pen.globalAlpha = opacityOf(line);
  pen.strokeStyle = pen.fillStyle = line.style.color;
  if (!isWhole) paintNotFinite(pen, drawn, at);
  if (drawn.end) paintMarker(pen, line, at.x(drawn.end.x), at.y(drawn.end.y), at.ratio);
  pen.restore();
}

/** Fills between the band's edges, piece by piece where the mean has holes. An edge below a log axis is at its end. */
function fillBand(pen: Pen, { xs, group }: ChartLine, indices: Uint32Array, at: Projection): void {
  const { low, high } = group!;
  const piece: number[] = [];
  const place = (y: number): number => (isDrawable(y, at.log) ? at.y(y) : at.bottom);
  const close = (): void => {
    pen.beginPath();
    for (const i of piece) pen.lineTo(at.x(xs[i]!), place(high[i]!));
    for (const i of piece.reverse()) pen.lineTo(at.x(xs[i]!), place(low[i]!));
    pen.fill();
    piece.length = 0;
  };
  for (const i of indices)
    if (isDrawable(high[i]!, at.log)) piece.push(i);
    else close();
  close();
}

/** At the edges: a cross for NaN at the bottom, an arrow for +Inf at the top and for −Inf at the bottom. */
function paintNotFinite(pen: Pen, drawn: DrawnLine, at: Projection): void {
  const { xs, values } = drawn.line;
  const size = MARK * at.ratio;
  pen.lineWidth = LINE_WIDTH * at.ratio;
  let lastX = -Infinity;
  pen.beginPath();
  for (const i of (drawn.behind ?? drawn.shown).indices) {
    const value = values[i]!;
    if (Number.isFinite(value)) continue;
    const x = at.x(xs[i]!);
    if (x < at.left || x > at.right || x < lastX + 2 * size) continue;
    lastX = x;
    if (Number.isNaN(value)) {
      const y = at.bottom - 2 * size;
      pen.moveTo(x - size, y - size);
      pen.lineTo(x + size, y + size);
      pen.moveTo(x - size, y + size);
      pen.lineTo(x + size, y - size);
    } else {
      const [tip, base] = value > 0 ? [at.top, at.top + size] : [at.bottom, at.bottom - size];
      pen.moveTo(x - size, base);
      pen.lineTo(x, tip);
      pen.lineTo(x + size, base);
    }
  }
  pen.stroke();
}

/** The marker at a line's end; where the run diverged, a ring is around it. */
function paintMarker(pen: Pen, line: ChartLine, x: number, y: number, ratio: number): void {
  pen.translate(x, y);
  pen.fillOutline(markerPath(line.style.marker, MARKER_RADIUS * ratio));
  if (!line.diverged) return;
  pen.lineWidth = LINE_WIDTH * ratio;
  pen.beginPath();
  pen.arc(0, 0, 2 * MARKER_RADIUS * ratio, 0, 2 * Math.PI);
  pen.stroke();
}

export interface EndLabel {
  readonly line: ChartLine;
  readonly text: string;
  /** In canvas pixels. */
  readonly y: number;
}

const LABEL_GAP = 10;
const LABEL_MARKER_RADIUS = 3;

/** The last values, in the gutter to the right of the plot, in the font that the pen has. */
export function paintEndLabels(
  pen: Pen,
  labels: readonly EndLabel[],
  at: Projection,
  color: string,
): void {
  pen.save();
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  for (const { line, text, y } of labels) {
    pen.globalAlpha = line.dimmed ? 2 * DIMMED : 1;
    const x = at.right + LABEL_GAP * at.ratio;
    pen.fillStyle = line.style.color;
    pen.save();
    pen.translate(x, y);
    pen.fillOutline(markerPath(line.style.marker, LABEL_MARKER_RADIUS * at.ratio));
    pen.restore();
    pen.fillStyle = color;
    pen.fillText(text, x + 7 * at.ratio, y);
  }
  pen.restore();
}
