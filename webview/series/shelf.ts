import type { ViewBlock } from '../../runtime/protocol/frames';
import { smootherOf, type Smoother } from '../../runtime/protocol/smoothing';
import type { Question } from '../session/feed';
import { Refinement } from './refinement';
import type { ScalarSeries } from './scalar-series';
import type { SeriesBook } from './series-book';

interface KeptSmoother {
  readonly weight: number;
  readonly revision: number;
  readonly smoother: Smoother;
}

/** What the shelf asks for and tells. */
export interface ShelfHost {
  /** What the supervisor says about a range of a series; rejects where it has no answer. */
  ask(run: string, tag: string, question: Question): Promise<ViewBlock>;
  /** What can be drawn has changed. */
  changed(): void;
}

/** The series of the shown runs: what came of them, what is smoothed of it, and what the supervisor said about more. */
export class SeriesShelf {
  private readonly books = new Map<string, SeriesBook>();
  private readonly smoothers = new WeakMap<ScalarSeries, KeptSmoother>();
  private readonly refinements = new WeakMap<ScalarSeries, Refinement>();

  constructor(private readonly host: ShelfHost) {}

  /** Takes the book of a new subscription, unless it is still behind the one that is there. */
  put(run: string, book: SeriesBook): void {
    const current = this.books.get(run);
    const isBehind =
      current !== undefined &&
      (book.tags.length < current.tags.length || (book.points < current.points && !book.complete));
    if (!isBehind) this.books.set(run, book);
  }

  remove(run: string): void {
    this.books.delete(run);
  }

  /** Forgets all runs but these. */
  keepOnly(runs: readonly string[]): void {
    for (const run of this.books.keys()) if (!runs.includes(run)) this.books.delete(run);
  }

  clear(): void {
    this.books.clear();
  }

  tags(runs: readonly string[]): readonly string[] {
    return [...new Set(runs.flatMap((run) => this.books.get(run)?.tags ?? []))];
  }

  /** Something of a run that has metrics is still on its way. */
  awaits(run: string): boolean {
    const book = this.books.get(run);
    return book !== undefined && book.tags.length > 0 && !book.complete;
  }

  series(run: string, tag: string): ScalarSeries | undefined {
    return this.books.get(run)?.series(tag);
  }

  /** The wall time of a run's first point in any metric: 0 of the relative axis. */
  origin(run: string): number {
    const book = this.books.get(run);
    return Math.min(
      ...(book?.tags ?? []).map((tag) => book?.series(tag)?.wallTimes[0] ?? Infinity),
    );
  }

  /** The moving average of a series that is held whole. */
  smoothed(series: ScalarSeries, weight: number): Float64Array {
    const { revision } = series;
    let entry = this.smoothers.get(series);
    if (entry?.weight !== weight || entry.revision !== revision) {
      entry = { weight, revision, smoother: smootherOf(series, { kind: 'average', weight }) };
      this.smoothers.set(series, entry);
    }
    return entry.smoother.values();
  }

  /** The best that is there of a range of a long series; what is better is on its way then. */
  refined(run: string, tag: string, question: Question): ViewBlock | null {
    return this.refinement(run, tag)?.best(question) ?? null;
  }

  /** What the supervisor said last about the range of a long series that is on screen. */
  lastView(run: string, tag: string): ViewBlock | null {
    return this.refinement(run, tag)?.shown ?? null;
  }

  private refinement(run: string, tag: string): Refinement | null {
    const series = this.series(run, tag);
    if (series === undefined) return null;
    let refinement = this.refinements.get(series);
    if (refinement === undefined) {
      refinement = new Refinement(
        series,
        (question) => this.host.ask(run, tag, question),
        () => performance.now(),
        (after) => this.changedAfter(series, after),
      );
      this.refinements.set(series, refinement);
    }
    return refinement;
  }

  /** Draws a series again, at once or later. */
  private changedAfter(series: ScalarSeries, milliseconds: number): void {
    if (milliseconds === 0) return this.host.changed();
    setTimeout(() => {
      series.version++;
      this.host.changed();
    }, milliseconds);
  }
}
