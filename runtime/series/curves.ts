import { smootherOf, type Smoother, type Smoothing } from '../protocol/smoothing';
import { placing, type LoggedScale, type XScale } from '../protocol/x-scale';
import { Column } from './column';
import { Extremes } from './extremes';
import { joinOnSteps } from './join';

/** A column as a line: its points in the order of x, all of them, before any reduction. */
export interface PlacedCurve {
  /** In the order of x. */
  readonly column: Column;
  readonly xs: Float64Array;
  /** In the order of x; null: not smoothed. */
  readonly smoothed: { readonly values: Float64Array; readonly extremes: Extremes } | null;
  /** x is another metric's values. */
  readonly joined: boolean;
}

/** Smoothings that are kept of a column: the one in use, and the one before it, for somebody who compares. */
const KEPT_SMOOTHINGS = 2;
/** Of the axes, the one in use and the one before it. */
const KEPT_PLACES = 2;

interface Smoothed {
  readonly key: string;
  readonly smoother: Smoother;
  readonly extremes: Extremes;
}

interface Places {
  readonly key: string;
  readonly place: (step: number, wallTime: number) => number;
  xs: Float64Array;
  done: number;
}

/** The lines that a column can be drawn as. Keeps what several questions need. */
export class ColumnCurves {
  private revision = 0;
  private ordered: { readonly length: number; readonly column: Column } | null = null;
  private smoothings: Smoothed[] = [];
  private places: Places[] = [];
  private joined: { readonly key: string; readonly curve: PlacedCurve } | null = null;

  constructor(private readonly column: Column) {}

  /**
   * The line over an axis. It is smoothed over steps, whatever the axis is.
   * @param other What the axis shows where that is another metric of the run.
   */
  curve(
    scale: XScale<unknown>,
    smoothing: Smoothing | null,
    other: ColumnCurves | null,
  ): PlacedCurve {
    if (this.revision !== this.column.revision) this.forget();
    if (scale.kind === 'metric') return this.against(other, smoothing);
    // Time goes by in the order of logging; all else follows from steps.
    const column = scale.kind === 'time' ? this.column : this.byStep();
    return {
      column,
      xs: this.place(column, scale),
      smoothed: smoothing && this.smooth(column, smoothing),
      joined: false,
    };
  }

  private forget(): void {
    this.revision = this.column.revision;
    this.ordered = this.joined = null;
    this.smoothings = [];
    this.places = [];
  }

  /** The column with its points in the order of steps; those of the same step stay as they were logged. */
  private byStep(): Column {
    if (this.column.stepsAscend) return this.column;
    if (this.ordered?.length === this.column.length) return this.ordered.column;
    const { steps } = this.column.points;
    const order = Uint32Array.from(steps.keys()).sort((a, b) => steps[a]! - steps[b]! || a - b);
    const column = inOrder(this.column, order);
    this.ordered = { length: order.length, column };
    this.smoothings = [];
    this.places = [];
    return column;
  }

  private place(column: Column, scale: LoggedScale): Float64Array {
    const { steps, wallTimes } = column.points;
    if (scale.kind === 'step') return steps;
    if (scale.kind === 'time' && scale.zero === 0 && column.timesAscend) return wallTimes;
    const key = JSON.stringify(scale);
    let places = this.places.find((each) => each.key === key);
    if (places === undefined) {
      places = { key, place: placing(scale), xs: new Float64Array(0), done: 0 };
      this.places = [places, ...this.places].slice(0, KEPT_PLACES);
    }
    if (places.xs.length < column.length) {
      const grown = new Float64Array(Math.max(column.length, 2 * places.xs.length));
      grown.set(places.xs.subarray(0, places.done));
      places.xs = grown;
    }
    for (; places.done < column.length; places.done++)
      places.xs[places.done] = places.place(steps[places.done]!, wallTimes[places.done]!);
    return places.xs.subarray(0, column.length);
  }

  private smooth(column: Column, smoothing: Smoothing): NonNullable<PlacedCurve['smoothed']> {
    const key = JSON.stringify([smoothing, column === this.column]);
    let made = this.smoothings.find((each) => each.key === key);
    if (made === undefined) {
      made = { key, smoother: smootherOf(growing(column), smoothing), extremes: new Extremes() };
      this.smoothings = [made, ...this.smoothings].slice(0, KEPT_SMOOTHINGS);
    }
    const values = made.smoother.values();
    made.extremes.truncate(made.smoother.unchanged);
    made.extremes.extend(values, values.length);
    return { values, extremes: made.extremes };
  }

  private against(other: ColumnCurves | null, smoothing: Smoothing | null): PlacedCurve {
    const column = this.byStep();
    const partner = other?.curve({ kind: 'step' }, null, null).column ?? new Column();
    const sizes = [column.length, partner.length, other?.revision];
    const key = JSON.stringify([sizes, smoothing]);
    if (this.joined?.key === key && other !== null) return this.joined.curve;
    const { indices, xs } = joinOnSteps(column.points, partner.points);
    const values = smoothing && this.smooth(column, smoothing).values;
    const smoothed = values && Float64Array.from(indices, (i) => values[i]!);
    const extremes = new Extremes();
    if (smoothed !== null) extremes.extend(smoothed, smoothed.length);
    const curve = {
      column: inOrder(column, indices),
      xs,
      smoothed: smoothed && { values: smoothed, extremes },
      joined: true,
    };
    this.joined = { key, curve };
    return curve;
  }
}

/** Some points of a column, in this order. */
function inOrder(column: Column, order: Uint32Array): Column {
  const { steps, wallTimes, values } = column.points;
  const ordered = new Column();
  ordered.reserve(order.length);
  for (const i of order) ordered.append(steps[i]!, wallTimes[i]!, values[i]!);
  return ordered;
}

/** A column as smoothers follow it. */
const growing = (column: Column) => ({
  get steps() {
    return column.points.steps;
  },
  get values() {
    return column.points.values;
  },
  get length() {
    return column.length;
  },
});
