import type { XAxis } from '../series/x-axis';
import * as layout from './layout';
import type { LogAxes } from './line';
import type { Pen } from './pen';
import type { Projection } from './projection';
import type { Range } from './ranges';
import type { ChartTheme } from './theme';
import { xTicks, yTicks } from './ticks';
import { axisUnit } from './x-format';

/** Between an axis and its words, in CSS pixels. */
const GAP = 6;
/** Right of the unit. */
const EDGE = 4;

/** What a chart's axes show. */
export interface Axes {
  readonly axis: XAxis;
  readonly log: LogAxes;
  readonly x: Range;
  readonly y: Range;
}

/** Paints ticks with their words, in the font that the pen has, the unit of x, and lines across at the ticks of y. */
export function paintAxes(pen: Pen, axes: Axes, at: Projection, theme: ChartTheme): void {
  const { axis, log, x, y } = axes;
  const { ratio } = at;
  const xs = xTicks(axis, x, (at.right - at.left) / ratio, log.x);
  const ys = yTicks(y, log.y, (at.bottom - at.top) / ratio);
  pen.strokeStyle = theme.grid;
  pen.fillStyle = theme.muted;
  pen.lineWidth = ratio;
  pen.beginPath();
  for (const { value } of ys) {
    const place = crisp(at.y(value), at);
    pen.moveTo(at.left, place);
    pen.lineTo(at.right, place);
  }
  pen.stroke();
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  for (const { value, text } of ys) pen.fillText(text, at.left - GAP * ratio, at.y(value));
  pen.textBaseline = 'top';
  const below = at.bottom + GAP * ratio;
  const unit = axisUnit(axis);
  if (unit !== '') pen.fillText(unit, at.right + (layout.GUTTER - EDGE) * ratio, below);
  pen.textAlign = 'center';
  for (const { value, text } of xs) pen.fillText(text, at.x(value), below);
}

/** On a raster, a line between two rows of pixels would be blurred over both. */
const crisp = (y: number, { areas, ratio }: Projection): number =>
  areas === null ? y : Math.round(y) + (Math.round(ratio) % 2) / 2;
