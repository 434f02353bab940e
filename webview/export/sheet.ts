import type { Picture } from '../charts/chart';
import { paintAxes } from '../charts/axes';
import { endLabels } from '../charts/end-labels';
import * as layout from '../charts/layout';
import { extentOfLines, reduce, type ChartLine, type LogAxes } from '../charts/line';
import { paintEndLabels, paintLines } from '../charts/paint';
import { projectionOf, type Projection } from '../charts/projection';
import type { Pen } from '../charts/pen';
import { yRange, type Range } from '../charts/ranges';
import type { ChartTheme } from '../charts/theme';
import { markerPath } from '../runs/palette';
import type { XAxis } from '../series/x-axis';
import type { LegendEntry, SheetCard } from './cards';

/** A chart as it is taken along. */
export interface SheetChart {
  readonly tag: string;
  readonly picture: Picture;
  readonly range: Range;
  readonly log: LogAxes;
}

/** Charts on one sheet, over the same axis of x, and cards besides them, with one legend. */
export interface Sheet {
  readonly charts: readonly SheetChart[];
  readonly cards: readonly SheetCard[];
  readonly axis: XAxis;
  /** What the lines were smoothed with, in words; empty when they are as logged. */
  readonly smoothing: string;
}

interface Place {
  readonly left: number;
  readonly top: number;
}

/** A chart's size on a sheet, in CSS pixels. */
export const CHART = { width: 560, height: 280 };
const MARGIN = 16;
const TITLE = 24;
const LEGEND_ROW = 18;
const LEGEND_ENTRY = 260;
/** Letters that a legend's entry has room for. */
const LEGEND_LETTERS = 38;
const MOST_COLUMNS = 3;
const MARKER = 4;

export interface SheetLayout {
  readonly width: number;
  readonly height: number;
  readonly charts: readonly Place[];
  /** Of the cards that are drawn. */
  readonly cards: readonly (Place & { readonly card: DrawnCard })[];
  readonly legend: readonly (Place & { readonly entry: LegendEntry })[];
}

type DrawnCard = SheetCard & { readonly paint: NonNullable<SheetCard['paint']> };

const isDrawn = (card: SheetCard): card is DrawnCard => card.paint !== null;

/** Whether there is anything to draw: texts are not. */
export const hasDrawing = ({ charts, cards }: Sheet): boolean =>
  charts.length > 0 || cards.some(isDrawn);

/** The runs of a sheet, each once. */
export const legendOf = ({ charts, cards }: Sheet): LegendEntry[] => {
  const lines = charts.flatMap(({ picture }) => picture.lines);
  const entries = [...cards.flatMap(({ legend }) => legend), ...lines];
  return [...new Map(entries.map(({ label, style }) => [label, { label, style }])).values()];
};

/** Where everything goes: the legend on top, then the charts in as many columns as make a sheet about square. */
export function layoutSheet(sheet: Sheet): SheetLayout {
  const cards = sheet.cards.filter(isDrawn);
  const first = sheet.charts.length;
  const count = first + cards.length;
  const columns = Math.max(1, Math.min(MOST_COLUMNS, Math.ceil(Math.sqrt(count))));
  const width = columns * (CHART.width + MARGIN) + MARGIN;
  const runs = legendOf(sheet);
  const entries = Math.max(1, Math.floor((width - 2 * MARGIN) / LEGEND_ENTRY));
  const legend = runs.map((entry, i) => ({
    entry,
    left: MARGIN + (i % entries) * LEGEND_ENTRY,
    top: MARGIN + Math.floor(i / entries) * LEGEND_ROW,
  }));
  const under = MARGIN + Math.ceil(runs.length / entries) * LEGEND_ROW;
  const row = TITLE + CHART.height + MARGIN;
  const place = (i: number): Place => ({
    left: MARGIN + (i % columns) * (CHART.width + MARGIN),
    top: under + Math.floor(i / columns) * row,
  });
  return {
    width,
    height: under + Math.ceil(count / columns) * row,
    charts: sheet.charts.map((_, i) => place(i)),
    cards: cards.map((card, i) => ({ ...place(first + i), card })),
    legend,
  };
}

/** Paints a sheet from its top left corner. @param ratio pixels of the pen for one CSS pixel */
export function paintSheet(pen: Pen, sheet: Sheet, theme: ChartTheme, ratio: number): void {
  const { width, height, charts, cards, legend } = layoutSheet(sheet);
  const font = theme.font.replace(/^[\d.]+/, (size) => String(Number(size) * ratio));
  pen.fillStyle = theme.background;
  pen.beginPath();
  pen.rect(0, 0, width * ratio, height * ratio);
  pen.fill();
  pen.font = font;
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  for (const { entry, left, top } of legend) {
    const middle = (top + LEGEND_ROW / 2) * ratio;
    pen.save();
    pen.fillStyle = entry.style.color;
    pen.translate((left + MARKER) * ratio, middle);
    pen.fillOutline(markerPath(entry.style.marker, MARKER * ratio));
    pen.restore();
    pen.fillStyle = theme.text;
    pen.fillText(shortened(entry.label), (left + 4 * MARKER) * ratio, middle);
  }
  sheet.charts.forEach((chart, i) => paintChart(pen, sheet, chart, charts[i]!, theme, font, ratio));
  for (const { card, left, top } of cards) {
    paintTitle(pen, card.title, card.words, { left, top }, theme, font, ratio);
    pen.save();
    pen.translate(left * ratio, (top + TITLE) * ratio);
    pen.scale(ratio, ratio);
    card.paint(pen, CHART);
    pen.restore();
  }
}

/** What stands above a chart: its name, and something about it. */
function paintTitle(
  pen: Pen,
  title: string,
  words: string,
  { left, top }: Place,
  theme: ChartTheme,
  font: string,
  ratio: number,
): void {
  const middle = (top + TITLE / 2) * ratio;
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  pen.font = `bold ${font}`;
  pen.fillStyle = theme.text;
  pen.fillText(title, left * ratio, middle);
  pen.font = font;
  pen.fillStyle = theme.muted;
  pen.textAlign = 'right';
  pen.fillText(words, (left + CHART.width) * ratio, middle);
}

/** The plot of a chart on its sheet: where its lines are. */
export function plotOf(
  { range, log }: SheetChart,
  extent: Range,
  { left, top }: Place,
  ratio: number,
): Projection {
  const box = {
    left: (left + layout.Y_AXIS_WIDTH) * ratio,
    top: (top + TITLE + layout.TOP_PADDING) * ratio,
    right: (left + CHART.width - layout.GUTTER) * ratio,
    bottom: (top + TITLE + CHART.height - layout.X_AXIS_HEIGHT) * ratio,
  };
  return projectionOf(box, { x: range, y: extent }, log, ratio);
}

function paintChart(
  pen: Pen,
  sheet: Sheet,
  chart: SheetChart,
  place: Place,
  theme: ChartTheme,
  font: string,
  ratio: number,
): void {
  const { axis, smoothing } = sheet;
  const { picture, range, log, tag } = chart;
  const columns = Math.round((CHART.width - layout.Y_AXIS_WIDTH - layout.GUTTER) * ratio);
  const drawn = picture.lines.map((line) => reduce(line, range, columns, log));
  const extent = yRange(extentOfLines(drawn, range, log.y), log.y);
  const at = plotOf(chart, extent, place, ratio);
  paintTitle(pen, tag, smoothing, place, theme, font, ratio);
  paintAxes(pen, { axis, log, x: range, y: extent }, at, theme);
  paintMarks(pen, picture.lines, range, at);
  paintLines(pen, drawn, at);
  paintEndLabels(pen, endLabels(drawn, at), at, theme.text);
}

const MARK_DASH = [3, 3];
const DIMMED = 0.25;

/** What was done to the runs, as dashed lines across, and what was noticed in them, as whole ones. */
function paintMarks(pen: Pen, lines: readonly ChartLine[], range: Range, at: Projection): void {
  pen.save();
  pen.lineWidth = at.ratio;
  const dash = MARK_DASH.map((length) => length * at.ratio);
  for (const { marks, style, dimmed } of lines)
    for (const { x, isAlert } of marks) {
      if (x < range[0] || x > range[1]) continue;
      pen.setLineDash(isAlert ? [] : dash);
      pen.strokeStyle = style.color;
      pen.globalAlpha = dimmed ? DIMMED : 1;
      pen.beginPath();
      pen.moveTo(at.x(x), at.top);
      pen.lineTo(at.x(x), at.bottom);
      pen.stroke();
    }
  pen.restore();
}

const shortened = (label: string): string =>
  label.length <= LEGEND_LETTERS ? label : `${label.slice(0, LEGEND_LETTERS - 1)}…`;
