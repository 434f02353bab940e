import uPlot from 'uplot';
import type { XAxis } from '../series/x-axis';
import { formatNumber } from '../../runtime/protocol/words';
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
import { paintEndLabels, paintLines } from './paint';
import { canvasPen, type Pen } from './pen';
import { Marks } from './marks';
import { projectionOf } from './projection';
import { logTicks, yRange, type Range } from './ranges';
import { Readout } from './readout';
import type { ChartTheme } from './theme';
import { axisUnit, formatTick, formatX, increments } from './x-format';

const LOGARITHMIC = 3;
const LINEAR = 1;

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

/**
 * One chart. uPlot gives canvas, scales, axes and drag selection; the lines are painted here, since each run has
 * its own x and shows its own reduction.
 */
export class Chart {
  private readonly plot: uPlot;
  /** Has uPlot take in its options: with the first picture, since it draws when it has. */
  private begin: (() => void) | null = null;
  private readonly pen: Pen;
  private readonly areas: AreaPainter;
  private readonly readout: Readout;
  private readonly marks: Marks;
  private readonly needle = document.createElement('div');
  private lines: readonly ChartLine[] = [];
  private baseline: ChartLine | null = null;
  private drawn: readonly DrawnLine[] = [];
  private range: Range;
  private yExtent: Range;
  private crosshair: number | null = null;
  private speaks = false;
  /** In CSS pixels: to ask the host would cost a layout of the page. */
  private width: number;

  constructor(
    private readonly host: HTMLElement,
    private readonly setup: ChartSetup,
    events: ChartEvents,
  ) {
    this.range = setup.log.x ? [1, 10] : [0, 1];
    this.yExtent = yRange(null, setup.log.y);
    const { clientWidth: width, clientHeight: height } = host;
    this.width = width;
    this.plot = new uPlot(this.options(width, height, events), this.frame(), (plot, init) => {
      host.append(plot.root);
      this.begin = () => void init();
    });
    this.pen = canvasPen(this.plot.ctx);
    this.areas = new AreaPainter(this.plot.ctx);
    this.marks = new Marks(this.plot.over);
    this.needle.className = 'needle';
    this.needle.hidden = true;
    this.plot.over.append(this.needle);
    this.readout = new Readout(host);
    this.plot.over.addEventListener('pointermove', ({ offsetX }) =>
      events.pointed(neighbourX(this.visible, this.plot.posToVal(offsetX, 'x'), 0)),
    );
    this.plot.over.addEventListener('pointerleave', () => events.pointed(null));
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
    this.plot.batch(() => {
      this.begin?.();
      this.begin = null;
      this.plot.setData(this.frame());
    });
    this.marks.show(lines, range, (x) => this.plot.valToPos(x, 'x'));
    this.point(this.crosshair, this.speaks);
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
    const width = this.width - layout.Y_AXIS_WIDTH - this.gutter;
    return Math.max(1, Math.round(width * uPlot.pxRatio));
  }

  private get gutter(): number {
    return layout.gutterOf(this.width);
  }

  resize(): boolean {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width === this.plot.width && height === this.plot.height) return false;
    this.width = width;
    this.plot.setSize({ width, height });
    return true;
  }

  /** Puts the crosshair at x; only the chart that the person looks at says the values there. */
  point(x: number | null, speaks: boolean): void {
    this.crosshair = x;
    this.speaks = speaks;
    const outside = x === null || x < this.range[0] || x > this.range[1];
    this.needle.hidden = outside;
    if (outside) return this.readout.hide();
    const left = this.plot.valToPos(x, 'x');
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
    this.plot.destroy();
    this.host.replaceChildren();
  }

  private get visible(): readonly ChartLine[] {
    return this.lines.filter((line) => !line.dimmed || this.lines.every((other) => other.dimmed));
  }

  /** Values only for uPlot's scales: the corners of the picture. */
  private frame(): uPlot.AlignedData {
    return [[...this.range], [...this.yExtent]];
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
          x: this.plot.valToPos(line.xs[i]!, 'x') + this.plot.over.offsetLeft,
          y: this.plot.valToPos(drawnValue, 'y') + this.plot.over.offsetTop,
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
    const { clientWidth: width, clientHeight: height } = this.host;
    const bounds = { left: 0, top: 0, width, height };
    this.readout.show(formatX(axis, x), rows, left + this.plot.over.offsetLeft, points, bounds);
  }

  private paint(): void {
    const { plot } = this;
    const { left, top, width, height } = plot.bbox;
    const at = projectionOf(
      { left, top, right: left + width, bottom: top + height },
      { x: this.range, y: this.yExtent },
      this.setup.log,
      uPlot.pxRatio,
      this.areas,
    );
    this.areas.within(at, at.ratio);
    const { theme } = this.setup;
    const font = theme.font.replace(/^\d+/, (size) => String(Number(size) * at.ratio));
    paintLines(this.pen, this.drawn, at);
    paintEndLabels(this.pen, endLabels(this.drawn, at, this.gutter), at, font, theme.text);
    plot.ctx.font = font;
    plot.ctx.fillStyle = theme.muted;
    plot.ctx.textAlign = 'right';
    plot.ctx.textBaseline = 'top';
    plot.ctx.fillText(
      axisUnit(this.setup.axis),
      at.right + (layout.GUTTER - 4) * at.ratio,
      at.bottom + 6 * at.ratio,
    );
  }

  /** The ticks of a logarithmic axis are ours. */
  private logSplits(
    range: () => Range,
    side: 'width' | 'height',
    spacing: number,
  ): Pick<uPlot.Axis, 'splits' | 'filter'> {
    return {
      splits: (plot) => logTicks(range(), plot.bbox[side] / uPlot.pxRatio, spacing),
      filter: (_, ticks) => ticks,
    };
  }

  private options(width: number, height: number, events: ChartEvents): uPlot.Options {
    const { axis, log, theme } = this.setup;
    const grid = { stroke: theme.grid, width: 1 };
    const common = { stroke: theme.muted, font: theme.font, grid, ticks: { show: false }, gap: 6 };
    return {
      width,
      height,
      legend: { show: false },
      padding: [layout.TOP_PADDING, () => this.gutter, 0, 0],
      scales: {
        x: { time: false, distr: log.x ? LOGARITHMIC : LINEAR, range: () => [...this.range] },
        y: { distr: log.y ? LOGARITHMIC : LINEAR, range: () => [...this.yExtent] },
      },
      series: [{}, { show: true, paths: () => null, points: { show: false } }],
      axes: [
        {
          ...common,
          grid: { show: false },
          size: layout.X_AXIS_HEIGHT,
          space: layout.MIN_TICK_DISTANCE_X,
          incrs: increments(axis),
          values: (_, ticks, __, ___, increment) =>
            ticks.map((tick) => formatTick(axis, tick, log.x ? tick : increment)),
          ...(log.x ? this.logSplits(() => this.range, 'width', layout.MIN_TICK_DISTANCE_X) : {}),
        },
        {
          ...common,
          size: layout.Y_AXIS_WIDTH,
          space: layout.MIN_TICK_DISTANCE_Y,
          values: (_, ticks) => ticks.map(formatNumber),
          ...(log.y
            ? this.logSplits(() => this.yExtent, 'height', layout.MIN_TICK_DISTANCE_LOG)
            : {}),
        },
      ],
      cursor: {
        x: false,
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
        bind: { dblclick: () => () => (events.zoomed(null), null) },
      },
      hooks: {
        draw: [() => this.paint()],
        setSelect: [
          (plot) => {
            const { left, width: selected } = plot.select;
            if (selected === 0) return;
            const range = [plot.posToVal(left, 'x'), plot.posToVal(left + selected, 'x')] as const;
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            if (range[0] < range[1]) events.zoomed(range);
          },
        ],
      },
    };
  }
}
