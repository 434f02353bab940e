import { formatNumber } from '../../runtime/protocol/words';
import { logTicks, type Range } from '../charts/ranges';
import type { Pen } from '../charts/pen';
import type { ChartTheme } from '../charts/theme';
import { linearTicks } from '../charts/ticks';
import { markerPath, type RunStyle } from '../runs/palette';
import type { ScatterPicture, ScatterPoint } from './points';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where values lie, in CSS pixels. */
export interface ScatterPlaces {
  x(value: number): number;
  y(value: number): number;
}

const LEFT = 56;
const BOTTOM = 36;
const EDGE = 12;
const SPACING_X = 64;
const SPACING_Y = 32;
const RADIUS = 4;
const RING = 8;
/** How strongly runs show whose curves are not shown. */
const OTHERS = 0.55;
const LETTER = 6.5;

export const placesIn = (
  { xRange, yRange, logX, logY }: ScatterPicture,
  { width, height }: Size,
): ScatterPlaces => {
  const x = share(xRange, logX);
  const y = share(yRange, logY);
  return {
    x: (value) => LEFT + x(value) * (width - EDGE - LEFT),
    y: (value) => height - BOTTOM - y(value) * (height - BOTTOM - EDGE),
  };
};

function share([low, high]: Range, log: boolean): (value: number) => number {
  const place = log ? Math.log : (value: number): number => value;
  const [from, to] = [place(low), place(high)];
  return (value) => (place(value) - from) / (to - from);
}

export interface ScatterScene {
  readonly picture: ScatterPicture;
  /** What the x-axis shows. */
  readonly title: string;
  /** Of a run whose curves are shown; null for others. */
  readonly styleOf: (point: ScatterPoint) => RunStyle | null;
  /** The point that stands out; null: none. */
  readonly active: number | null;
  readonly theme: ChartTheme;
}

export function paintScatter(canvas: Pen, scene: ScatterScene, size: Size): void {
  const { picture, theme, styleOf, active } = scene;
  const at = placesIn(picture, size);
  paintAxes(canvas, scene, size, at);
  // Shown runs lie above the others.
  const isShown = picture.points.map((point) => styleOf(point) !== null);
  for (const above of [false, true])
    picture.points.forEach((point, i) => {
      if (isShown[i] !== above) return;
      const style = styleOf(point);
      canvas.save();
      canvas.globalAlpha = above ? 1 : OTHERS;
      canvas.fillStyle = style?.color ?? theme.muted;
      canvas.translate(at.x(point.x), at.y(point.y));
      canvas.fillOutline(markerPath(style?.marker ?? 'circle', RADIUS));
      canvas.restore();
    });
  const point = active === null ? undefined : picture.points[active];
  if (point === undefined) return;
  canvas.strokeStyle = theme.text;
  canvas.lineWidth = 1.5;
  canvas.beginPath();
  canvas.arc(at.x(point.x), at.y(point.y), RING, 0, 2 * Math.PI);
  canvas.stroke();
}

function paintAxes(
  canvas: Pen,
  { picture, title, theme }: ScatterScene,
  { width, height }: Size,
  at: ScatterPlaces,
): void {
  const { words, xRange, yRange, logX, logY } = picture;
  canvas.font = theme.font;
  canvas.fillStyle = theme.muted;
  canvas.strokeStyle = theme.grid;
  canvas.lineWidth = 1;
  canvas.textAlign = 'right';
  canvas.textBaseline = 'middle';
  for (const tick of ticks(yRange, logY, height - BOTTOM - EDGE, SPACING_Y)) {
    const y = Math.round(at.y(tick)) + 0.5;
    canvas.beginPath();
    canvas.moveTo(LEFT, y);
    canvas.lineTo(width - EDGE, y);
    canvas.stroke();
    canvas.fillText(formatNumber(tick), LEFT - 6, y);
  }
  canvas.textAlign = 'center';
  canvas.textBaseline = 'top';
  const bottom = height - BOTTOM + 5;
  if (words === null)
    for (const tick of ticks(xRange, logX, width - LEFT - EDGE, SPACING_X))
      canvas.fillText(formatNumber(tick), at.x(tick), bottom);
  else {
    const room = (width - LEFT - EDGE) / words.length;
    const every = Math.max(1, Math.ceil(SPACING_X / room));
    words.forEach((word, i) => {
      if (i > 0) {
        const edge = Math.round(at.x(i - 0.5)) + 0.5;
        canvas.beginPath();
        canvas.moveTo(edge, EDGE);
        canvas.lineTo(edge, height - BOTTOM);
        canvas.stroke();
      }
      if (i % every === 0) canvas.fillText(cut(word, room * every), at.x(i), bottom);
    });
  }
  canvas.fillText(title, (LEFT + width - EDGE) / 2, height - 14);
}

const ticks = (range: Range, log: boolean, length: number, spacing: number): number[] =>
  log ? logTicks(range, length, spacing) : linearTicks(range, length, spacing);

function cut(text: string, room: number): string {
  const letters = Math.max(3, Math.floor(room / LETTER) - 1);
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}
