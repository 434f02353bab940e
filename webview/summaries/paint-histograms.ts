import { formatCount, formatNumber } from '../../runtime/protocol/words';
import type { Pen } from '../charts/pen';
import type { ChartTheme } from '../charts/theme';
import { widen, type Range } from '../charts/ranges';
import { linearTicks, xTicks } from '../charts/ticks';
import { BAND_SHARES, extentOf, quantiles, rebinned, type StepHistogram } from './histogram-shape';

export const HISTOGRAM_VIEWS = ['ridges', 'heat map', 'percentiles'] as const;
export type HistogramView = (typeof HISTOGRAM_VIEWS)[number];

/** What a card draws. */
export interface HistogramScene {
  /** By step; at least one. */
  readonly rows: readonly StepHistogram[];
  /** The row that stands out. */
  readonly chosen: number;
  readonly color: string;
  readonly theme: ChartTheme;
}

/** In CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const VALUE_AXIS = 52;
const STEP_AXIS = 22;
/** Room for the numbers of the first and last step beside the ridges. */
const RIDGE_LABELS = 56;
const EDGE = 10;
/** Pixels between two numbers on an axis. */
const TICK_DISTANCE_X = 70;
const TICK_DISTANCE_Y = 32;
const RIDGE_BINS = 96;
const HEAT_BINS = 60;
/** The height of the highest ridge, as a share of the plot's. */
const RIDGE_HEIGHT = 0.4;
/** How strongly the oldest ridge shows. */
const OLDEST = 0.35;
/** What one band adds to those that it lies on. */
const BAND = 0.22;

/** Draws histograms over steps. */
export function paintHistograms(
  canvas: Pen,
  view: HistogramView,
  scene: HistogramScene,
  size: Size,
): void {
  canvas.font = scene.theme.font;
  canvas.lineWidth = 1;
  if (view === 'ridges') paintRidges(canvas, scene, size);
  else if (view === 'heat map') paintHeat(canvas, scene, size);
  else paintBands(canvas, scene, size);
}

/** The row that a place on the canvas belongs to. */
export function rowAt(
  view: HistogramView,
  { rows }: Pick<HistogramScene, 'rows'>,
  size: Size,
  x: number,
  y: number,
): number {
  const last = rows.length - 1;
  if (view === 'ridges') {
    const { top, bottom } = ridgeBox(size);
    const first = baseline(0, last, top, bottom);
    return clamped(Math.round(((y - first) / Math.max(1, bottom - first)) * last), last);
  }
  const box = stepBox(size);
  const range = stepRange(rows);
  const step = range[0] + ((x - box.left) / (box.right - box.left)) * (range[1] - range[0]);
  const after = rows.findIndex((row) => row.step > step);
  return clamped(after < 0 ? last : after - 1, last);
}

const clamped = (index: number, last: number): number => Math.min(last, Math.max(0, index));

const ridgeBox = ({ width, height }: Size): Box => ({
  left: EDGE,
  top: EDGE,
  right: width - RIDGE_LABELS,
  bottom: height - STEP_AXIS,
});
const stepBox = ({ width, height }: Size): Box => ({
  left: VALUE_AXIS,
  top: EDGE,
  right: width - EDGE,
  bottom: height - STEP_AXIS,
});

/** Where a ridge stands: the oldest behind, that is above, the newest in front. */
const baseline = (row: number, last: number, top: number, bottom: number): number =>
  last === 0 ? bottom : top + (bottom - top) * (RIDGE_HEIGHT + (1 - RIDGE_HEIGHT) * (row / last));

/** A column for each step, up to the next; the last is as wide as they are on average. */
function stepRange(rows: readonly StepHistogram[]): Range {
  const [first, last] = [rows[0]!.step, rows.at(-1)!.step];
  return [first, last > first ? last + (last - first) / (rows.length - 1) : first + 1];
}

function paintRidges(canvas: Pen, scene: HistogramScene, size: Size): void {
  const { rows, chosen, color, theme } = scene;
  const box = ridgeBox(size);
  const range = widen(extentOf(rows)!);
  const binned = rows.map(({ buckets }) => rebinned(buckets, range, RIDGE_BINS));
  const highest = Math.max(...binned.map((counts) => counts.reduce((a, b) => Math.max(a, b))));
  const last = rows.length - 1;
  const room = (box.bottom - box.top) * (last === 0 ? 1 : RIDGE_HEIGHT);
  const x = (bin: number): number => box.left + ((bin + 0.5) / RIDGE_BINS) * (box.right - box.left);
  valueAxisBelow(canvas, range, box, theme);
  binned.forEach((counts, row) => {
    const base = baseline(row, last, box.top, box.bottom);
    const trace = (): void => {
      canvas.beginPath();
      canvas.moveTo(box.left, base);
      counts.forEach((count, bin) => canvas.lineTo(x(bin), base - (count / highest) * room));
      canvas.lineTo(box.right, base);
    };
    trace();
    canvas.fillStyle = theme.background;
    canvas.globalAlpha = 1;
    canvas.fill();
    canvas.fillStyle = canvas.strokeStyle = color;
    const age = last === 0 ? 1 : OLDEST + (1 - OLDEST) * (row / last);
    canvas.globalAlpha = row === chosen ? 0.5 : 0.25 * age;
    canvas.fill();
    canvas.globalAlpha = row === chosen ? 1 : age;
    canvas.strokeStyle = row === chosen ? theme.text : color;
    canvas.lineWidth = row === chosen ? 1.5 : 1;
    canvas.stroke();
  });
  canvas.globalAlpha = 1;
  canvas.lineWidth = 1;
  canvas.textAlign = 'left';
  canvas.textBaseline = 'middle';
  let free = -Infinity;
  for (const row of [...new Set([0, last, chosen])].sort((a, b) => a - b)) {
    const y = Math.min(baseline(row, last, box.top, box.bottom), box.bottom - 2);
    if (y - free < 12 && row !== chosen) continue;
    if (y - free < 12) {
      canvas.fillStyle = theme.background;
      canvas.fillRect(box.right + 4, free - 7, RIDGE_LABELS, 14);
    }
    free = y;
    canvas.fillStyle = row === chosen ? theme.text : theme.muted;
    canvas.fillText(formatCount(rows[row]!.step), box.right + 6, y);
  }
}

function paintHeat(canvas: Pen, scene: HistogramScene, size: Size): void {
  const { rows, chosen, color, theme } = scene;
  const box = stepBox(size);
  const values = widen(extentOf(rows)!);
  const steps = stepRange(rows);
  const x = placed(steps, box.left, box.right);
  // On whole pixels: where two half-covered ones meet, a line would show that is not there.
  const edge = (row: number): number => Math.round(x(rows[row]?.step ?? steps[1]));
  const level = (bin: number): number =>
    Math.round(box.bottom - (bin / HEAT_BINS) * (box.bottom - box.top));
  valueAxisBeside(canvas, values, box, theme);
  canvas.fillStyle = color;
  rows.forEach(({ buckets }, row) => {
    const counts = rebinned(buckets, values, HEAT_BINS);
    const most = counts.reduce((a, b) => Math.max(a, b));
    const width = Math.max(1, edge(row + 1) - edge(row));
    counts.forEach((count, bin) => {
      if (count === 0) return;
      // The root: what is rare must be seen beside what is common.
      canvas.globalAlpha = 0.08 + 0.92 * Math.sqrt(count / most);
      canvas.fillRect(edge(row), level(bin + 1), width, level(bin) - level(bin + 1));
    });
  });
  canvas.globalAlpha = 1;
  canvas.strokeStyle = theme.text;
  canvas.strokeRect(edge(chosen), box.top, edge(chosen + 1) - edge(chosen), box.bottom - box.top);
  stepAxis(canvas, steps, box, theme);
}

function paintBands(canvas: Pen, scene: HistogramScene, size: Size): void {
  const { rows, chosen, color, theme } = scene;
  const box = stepBox(size);
  const values = widen(extentOf(rows)!);
  // A single step is drawn as if it went on.
  const steps = widen([rows[0]!.step, rows.at(-1)!.step]);
  const x = placed(steps, box.left, box.right);
  const y = placed(values, box.bottom, box.top);
  const drawn = rows.map(({ step, buckets }) => ({ step, at: quantiles(buckets, BAND_SHARES) }));
  const points = drawn.length > 1 ? drawn : steps.map((step) => ({ ...drawn[0]!, step }));
  valueAxisBeside(canvas, values, box, theme);
  canvas.fillStyle = color;
  canvas.globalAlpha = BAND;
  for (let low = 0; low < BAND_SHARES.length >> 1; low++) {
    canvas.beginPath();
    for (const { step, at } of points) canvas.lineTo(x(step), y(at[low]!));
    for (const { step, at } of [...points].reverse())
      canvas.lineTo(x(step), y(at[BAND_SHARES.length - 1 - low]!));
    canvas.fill();
  }
  canvas.globalAlpha = 1;
  canvas.strokeStyle = color;
  canvas.lineWidth = 1.5;
  canvas.beginPath();
  for (const { step, at } of points) canvas.lineTo(x(step), y(at[BAND_SHARES.length >> 1]!));
  canvas.stroke();
  canvas.lineWidth = 1;
  canvas.strokeStyle = theme.text;
  canvas.beginPath();
  canvas.moveTo(x(rows[chosen]!.step), box.top);
  canvas.lineTo(x(rows[chosen]!.step), box.bottom);
  canvas.stroke();
  stepAxis(canvas, steps, box, theme);
}

const placed =
  ([low, high]: Range, from: number, to: number) =>
  (value: number): number =>
    from + ((value - low) / (high - low)) * (to - from);

function valueAxisBelow(canvas: Pen, range: Range, box: Box, theme: ChartTheme): void {
  const x = placed(range, box.left, box.right);
  canvas.fillStyle = theme.muted;
  canvas.textBaseline = 'top';
  canvas.textAlign = 'center';
  for (const tick of linearTicks(range, box.right - box.left, TICK_DISTANCE_X))
    canvas.fillText(formatNumber(tick), x(tick), box.bottom + 6);
}

function valueAxisBeside(canvas: Pen, range: Range, box: Box, theme: ChartTheme): void {
  const y = placed(range, box.bottom, box.top);
  canvas.fillStyle = theme.muted;
  canvas.strokeStyle = theme.grid;
  canvas.textBaseline = 'middle';
  canvas.textAlign = 'right';
  for (const tick of linearTicks(range, box.bottom - box.top, TICK_DISTANCE_Y)) {
    const at = Math.round(y(tick)) + 0.5;
    canvas.beginPath();
    canvas.moveTo(box.left, at);
    canvas.lineTo(box.right, at);
    canvas.stroke();
    canvas.fillText(formatNumber(tick), box.left - 6, y(tick));
  }
}

function stepAxis(canvas: Pen, range: Range, box: Box, theme: ChartTheme): void {
  const x = placed(range, box.left, box.right);
  canvas.fillStyle = theme.muted;
  canvas.textBaseline = 'top';
  canvas.textAlign = 'center';
  for (const { value, text } of xTicks('step', range, box.right - box.left))
    if (x(value) < box.right - 12) canvas.fillText(text, x(value), box.bottom + 6);
}
