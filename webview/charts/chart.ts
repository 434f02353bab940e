import type { XAxis } from '../series/x-axis';
import { formatDelta } from './delta';
import {
  extentOfLines,
  neighbourX,
  pointAt,
  reduce,
  type ChartLine,
  type DrawnLine,
  type LogAxes,
} from './line';
import { endLabels } from './end-labels';
import * as layout from './layout';
import { AreaPainter } from './area-painter';
import { paintAxes } from './axes';
import { paintEndLabels, paintLines } from './paint';
import { canvasPen, type Pen } from './pen';
import { Marks } from './marks';
import { Plot, type Size } from './plot';
import { projectionOf, type Projection } from './projection';
import { yRange, type Range } from './ranges';
import { Readout } from './readout';
import type { ChartTheme } from './theme';
import { formatX } from './x-format';

export interface ChartSetup {
  readonly axis: XAxis;
  readonly log: LogAxes;
  readonly theme: ChartTheme;
}

export interface ChartEvents {
  /** The person chose a range of x, or (null) to follow all of it again. */
  zoomed(range: Range | null): void;
  /** The pointer is at the logged point with this x, or has left. */
  pointed(x: number | null): void;
}

/** What a chart shows. */
export interface Picture {
  readonly lines: readonly ChartLine[];
  /** What the others are compared with, switched off or not; null: nothing. */
  readonly baseline: ChartLine | null;
}

/** What of the lines in range is on screen. */
export interface Drawn {
  readonly points: number;
  readonly of: number;
  /** Points that have no place on the x-axis, in range or not. */
  readonly unplaced: number;
}

/** One chart: its lines, each with its own x and its own reduction, its axes, and what the pointer does there. */
export class Chart {
  private readonly plot: Plot;
  private readonly pen: Pen;
  private readonly areas: AreaPainter;
  private readonly readout = new Readout();
  private readonly marks = new Marks();
  private readonly needle = document.createElement('div');
  private lines: readonly ChartLine[] = [];
  private baseline: ChartLine | null = null;
  private drawn: readonly DrawnLine[] = [];
  private range: Range;
  private yExtent: Range;
  /** Where its values lie on the canvas. */
  private at: Projection;
  private crosshair: number | null = null;
  private speaks = false;
  private isInPage = false;

  /** @param size the host's: to ask it would cost a layout of the page */
  constructor(
    private readonly host: HTMLElement,
    size: Size,
    private readonly setup: ChartSetup,
    events: ChartEvents,
  ) {
    this.range = setup.log.x ? [1, 10] : [0, 1];
    this.yExtent = yRange(null, setup.log.y);
    this.plot = new Plot({
      pointed: (left) =>
        events.pointed(left === null ? null : neighbourX(this.visible, this.valueAt(left), 0)),
      selected: (from, to) => events.zoomed([this.valueAt(from), this.valueAt(to)]),
      reset: () => events.zoomed(null),
    });
    this.pen = canvasPen(this.plot.ctx);
    this.areas = new AreaPainter(this.plot.ctx);
    this.needle.className = 'needle';
    this.needle.hidden = true;
    this.plot.area.append(this.marks.layer, this.needle);
    this.plot.fit(size, setup.theme.font);
    this.at = this.project();
  }

  /** Draws the lines over a range of x. */
  draw({ lines, baseline }: Picture, range: Range): Drawn {
    const { columns } = this;
    this.lines = lines;
    this.baseline = baseline;
    this.range = range;
    this.drawn = lines.map((line) => reduce(line, range, columns, this.setup.log));
    const { y: log } = this.setup.log;
    this.yExtent = yRange(extentOfLines(this.drawn, range, log), log);
    this.plot.fit(this.plot.size, this.setup.theme.font);
    this.paint();
    if (!this.isInPage) this.plot.appendTo(this.host);
    this.isInPage = true;
    return {
      points: this.drawn.reduce((sum, { shown }) => sum + shown.indices.length, 0),
      of: this.drawn.reduce(
        (sum, { shown }) => sum + Math.max(shown.inRange, shown.indices.length),
        0,
      ),
      unplaced: lines.reduce((sum, { unplaced }) => sum + unplaced, 0),
    };
  }

  /** Pixels that a range of x has. */
  get columns(): number {
    const { left, right } = this.plot.box;
    return right - left;
  }

  /** Says whether it had another size: it shows what it did until it is drawn again. */
  resize(size: Size): boolean {
    if (!this.plot.fit(size, this.setup.theme.font)) return false;
    this.paint();
    return true;
  }

  /** Puts the crosshair at x; only the chart that the person looks at says the values there. */
  point(x: number | null, speaks: boolean): void {
    this.crosshair = x;
    this.speaks = speaks;
    const outside = x === null || x < this.range[0] || x > this.range[1];
    if (outside !== this.needle.hidden) this.needle.hidden = outside;
    if (outside) return this.readout.hide();
    const left = this.leftOf(x);
    this.needle.style.transform = `translateX(${Math.round(left)}px)`;
    if (speaks) this.speak(x, left);
    else this.readout.hide();
  }

  /** The x of the next logged point from the crosshair, or from the end of the chart that one comes from. */
  next(direction: -1 | 1): number | null {
    const from = this.crosshair ?? (direction === 1 ? -Infinity : Infinity);
    const x = neighbourX(
      this.visible,
      Number.isFinite(from) ? from : this.range[direction === 1 ? 0 : 1],
      direction,
    );
    return x !== null && x >= this.range[0] && x <= this.range[1] ? x : this.crosshair;
  }

  destroy(): void {
    this.host.replaceChildren();
  }

  private get visible(): readonly ChartLine[] {
    return this.lines.filter((line) => !line.dimmed || this.lines.every((other) => other.dimmed));
  }

  /** The x that lies so many CSS pixels from the left end of the plot. */
  private valueAt(left: number): number {
    const { at, range } = this;
    const share = (left * at.ratio) / (at.right - at.left);
    return this.setup.log.x
      ? range[0] * (range[1] / range[0]) ** share
      : range[0] + (range[1] - range[0]) * share;
  }

  /** How many CSS pixels an x lies from the left end of the plot. */
  private leftOf(x: number): number {
    return (this.at.x(x) - this.at.left) / this.at.ratio;
  }

  private speak(x: number, left: number): void {
    const { axis, log } = this.setup;
    const points: { x: number; y: number }[] = [];
    const { baseline } = this;
    const at = baseline && pointAt(baseline, x, this.range, log.x);
    const rows = this.visible.flatMap((line) => {
      const i = pointAt(line, x, this.range, log.x);
      if (i === null) return [];
      const [value, drawnValue] = [line.values[i]!, line.ys[i]!];
      if (Number.isFinite(drawnValue) && (!log.y || drawnValue > 0))
        points.push({
          x: this.at.x(line.xs[i]!) / this.at.ratio,
          y: this.at.y(drawnValue) / this.at.ratio,
        });
      const smoothed = line.ys === line.values || line.group ? null : drawnValue;
      const elsewhere = line.xs[i] === x ? null : formatX(axis, line.xs[i]!);
      const delta =
        baseline && at !== null && !line.baseline
          ? formatDelta(drawnValue, baseline.ys[at]!)
          : null;
      return [
        { line, point: i, value: line.group ? drawnValue : value, smoothed, elsewhere, delta },
      ];
    });
    if (rows.length === 0) return this.readout.hide();
    const bounds = { left: 0, top: 0, ...this.plot.size };
    const beside = left + this.plot.inner.left;
    this.readout.show(this.host, formatX(axis, x), rows, beside, points, bounds);
  }

  private project(): Projection {
    const { plot } = this;
    return projectionOf(
      plot.box,
      { x: this.range, y: this.yExtent },
      this.setup.log,
      plot.ratio,
      this.areas,
    );
  }

  private paint(): void {
    const { plot, pen } = this;
    const { axis, log, theme } = this.setup;
    const at = (this.at = this.project());
    this.areas.within(at, at.ratio);
    plot.clear();
    paintAxes(pen, { axis, log, x: this.range, y: this.yExtent }, at, theme);
    paintLines(pen, this.drawn, at);
    const labels = endLabels(this.drawn, at, layout.gutterOf(plot.size.width));
    paintEndLabels(pen, labels, at, theme.text);
    this.marks.show(this.lines, this.range, (x) => this.leftOf(x));
    this.point(this.crosshair, this.speaks);
  }
}
