import { formatNumber } from '../../runtime/protocol/words';
import type { Pen } from '../charts/pen';
import type { ChartTheme } from '../charts/theme';
import { pointAt, type PrLine } from './pr-curve';
import type { Size } from './paint-histograms';

export interface PrScene {
  readonly lines: readonly PrLine[];
  /** At which points are marked; null: none. */
  readonly threshold: number | null;
  readonly theme: ChartTheme;
}

const LEFT = 44;
const BOTTOM = 34;
const EDGE = 12;
const TICKS = [0, 0.25, 0.5, 0.75, 1];
const DIMMED = 0.25;
const RADIUS = 4;

const boxOf = ({ width, height }: Size) => ({
  left: LEFT,
  top: EDGE,
  right: width - EDGE,
  bottom: height - BOTTOM,
});

/** What a place on the canvas means. */
export function placeIn(size: Size, x: number, y: number): { recall: number; precision: number } {
  const { left, top, right, bottom } = boxOf(size);
  return { recall: (x - left) / (right - left), precision: (bottom - y) / (bottom - top) };
}

/** Draws precision over recall, both from 0 to 1. */
export function paintPrCurves(canvas: Pen, { lines, threshold, theme }: PrScene, size: Size): void {
  const { left, top, right, bottom } = boxOf(size);
  const x = (recall: number): number => left + recall * (right - left);
  const y = (precision: number): number => bottom - precision * (bottom - top);
  canvas.font = theme.font;
  canvas.fillStyle = theme.muted;
  canvas.strokeStyle = theme.grid;
  canvas.lineWidth = 1;
  for (const tick of TICKS) {
    const at = Math.round(y(tick)) + 0.5;
    canvas.beginPath();
    canvas.moveTo(left, at);
    canvas.lineTo(right, at);
    canvas.stroke();
    canvas.textAlign = 'right';
    canvas.textBaseline = 'middle';
    canvas.fillText(formatNumber(tick), left - 6, y(tick));
    canvas.textAlign = 'center';
    canvas.textBaseline = 'top';
    canvas.fillText(formatNumber(tick), x(tick), bottom + 5);
  }
  canvas.fillText('recall', (left + right) / 2, bottom + 19);
  canvas.save();
  canvas.translate(2, (top + bottom) / 2);
  canvas.rotate(-Math.PI / 2);
  canvas.fillText('precision', 0, 0);
  canvas.restore();
  for (const line of lines) {
    canvas.globalAlpha = line.dimmed ? DIMMED : 1;
    canvas.strokeStyle = canvas.fillStyle = line.color;
    canvas.lineWidth = 1.5;
    canvas.setLineDash([...line.dash]);
    canvas.beginPath();
    line.recall.forEach((recall, i) => canvas.lineTo(x(recall), y(line.precision[i]!)));
    canvas.stroke();
    canvas.setLineDash([]);
    const marked = threshold ?? (line.recall.length === 1 ? 0 : null);
    if (marked === null) continue;
    const point = pointAt(line, marked);
    canvas.beginPath();
    canvas.arc(x(line.recall[point]!), y(line.precision[point]!), RADIUS, 0, 2 * Math.PI);
    canvas.fill();
  }
  canvas.globalAlpha = 1;
}
