import type { AnswerBlock, MeanBlock, ViewBlock } from '../../runtime/protocol/frames';
import { smootherOf, type Smoother, type Smoothing } from '../../runtime/protocol/smoothing';
import { known } from '../known';
import type { MeanQuestion, Question, RangeAsked } from '../session/feed';
import { Refinement, type Subject } from './refinement';
import type { ScalarSeries } from './scalar-series';
import type { SeriesBook } from './series-book';

interface KeptSmoother {
  readonly key: string;
  readonly revision: number;
  readonly smoother: Smoother;
}

/** What is asked about something, and what has come of it. */
interface Asked<A extends AnswerBlock, Q extends RangeAsked> {
  question: Q;
  readonly refinement: Refinement<A, Q>;
}

/** What the shelf asks for and tells. */
export interface ShelfHost {
  /** What the supervisor says about a range of a series; rejects where it has no answer. */
  ask(run: string, tag: string, question: Question): Promise<ViewBlock>;
  /** The same about the mean of several runs. */
  askMean(tag: string, question: MeanQuestion): Promise<MeanBlock>;
  /** What can be drawn has changed. */
  changed(): void;
}

const NO_TAGS: readonly string[] = [];
/** Means of so many groups and metrics are kept. */
const KEPT_MEANS = 500;

/** The series of the shown runs: what came of them, what is smoothed of it, and what the supervisor said about more. */
export class SeriesShelf {
  private readonly books = new Map<string, SeriesBook>();
  private readonly smoothers = new WeakMap<ScalarSeries, KeptSmoother>();
  private readonly views = new WeakMap<ScalarSeries, Asked<ViewBlock, Question>>();
  /** By the metric and the runs; the oldest first. */
  private readonly means = new Map<string, Asked<MeanBlock, MeanQuestion>>();

  private lastTags: readonly string[] = NO_TAGS;
  private readonly together = known((...tags: (readonly string[])[]): readonly string[] => [
    ...new Set(tags.flat()),
  ]);

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
    this.means.clear();
  }

  /** The tags of these runs; the same list as before where a run has brought no new one. */
  tags(runs: readonly string[]): readonly string[] {
    const tags = this.together(...runs.map((run) => this.books.get(run)?.tags ?? NO_TAGS));
    const isSame =
      tags.length === this.lastTags.length && tags.every((tag, i) => tag === this.lastTags[i]);
    if (!isSame) this.lastTags = tags;
    return this.lastTags;
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

  /** The smoothed values of a series that is held whole. */
  smoothed(series: ScalarSeries, smoothing: Smoothing): Float64Array {
    const { revision } = series;
    const key = JSON.stringify(smoothing);
    let entry = this.smoothers.get(series);
    if (entry?.key !== key || entry.revision !== revision) {
      entry = { key, revision, smoother: smootherOf(series, smoothing) };
      this.smoothers.set(series, entry);
    }
    return entry.smoother.values();
  }

  /** The best that is there of a range of a series; what is better is on its way then. */
  refined(run: string, tag: string, question: Question): ViewBlock | null {
    const series = this.series(run, tag);
    if (series === undefined) return null;
    let asked = this.views.get(series);
    if (asked === undefined) {
      const made: Asked<ViewBlock, Question> = {
        question,
        refinement: this.viewRefinement(run, tag, () => made.question),
      };
      this.views.set(series, (asked = made));
    }
    asked.question = question;
    return asked.refinement.best(question);
  }

  /** What the supervisor said last about the range of a series that is on screen. */
  lastView(run: string, tag: string): ViewBlock | null {
    const series = this.series(run, tag);
    return (series && this.views.get(series)?.refinement.shown) ?? null;
  }

  /** The best that is there of a range of a mean; what is better is on its way then. */
  mean(tag: string, question: MeanQuestion): MeanBlock | null {
    const key = JSON.stringify([tag, question.members.map(({ run }) => run)]);
    let asked = this.means.get(key);
    if (asked === undefined) {
      const made: Asked<MeanBlock, MeanQuestion> = {
        question,
        refinement: this.meanRefinement(tag, () => made.question),
      };
      this.means.set(key, (asked = made));
      const [oldest] = this.means.keys();
      if (this.means.size > KEPT_MEANS) this.means.delete(oldest!);
    }
    asked.question = question;
    return asked.refinement.best(question);
  }

  private viewRefinement(
    run: string,
    tag: string,
    asked: () => Question,
  ): Refinement<ViewBlock, Question> {
    const involved = (): ScalarSeries[] => this.involved(run, tag, asked().x);
    return new Refinement(
      subjectOf(involved),
      (question) => this.host.ask(run, tag, question),
      () => performance.now(),
      (after) => this.changedAfter(involved()[0], after),
      // Points that come behind a range change nothing in it, unless another metric says where they lie.
      (view) => asked().x.kind === 'metric' || view.end === view.placed,
    );
  }

  private meanRefinement(
    tag: string,
    asked: () => MeanQuestion,
  ): Refinement<MeanBlock, MeanQuestion> {
    const involved = (): ScalarSeries[] =>
      asked().members.flatMap(({ run, x }) => this.involved(run, tag, x));
    return new Refinement(
      subjectOf(involved),
      (question) => this.host.askMean(tag, question),
      () => performance.now(),
      (after) => this.changedAfter(involved()[0], after),
      // Runs that are behind may still bring points into any range.
      () => true,
    );
  }

  /** The series that a line is made of: its own, and the one that says where its points lie. */
  private involved(run: string, tag: string, x: Question['x']): ScalarSeries[] {
    const names = x.kind === 'metric' && x.tag !== tag ? [tag, x.tag] : [tag];
    return names.flatMap((name) => this.series(run, name) ?? []);
  }

  /** Draws a series again, at once or later. */
  private changedAfter(series: ScalarSeries | undefined, milliseconds: number): void {
    if (milliseconds === 0) return this.host.changed();
    setTimeout(() => {
      if (series !== undefined) series.version++;
      this.host.changed();
    }, milliseconds);
  }
}

/** All these series together. */
function subjectOf(involved: () => readonly ScalarSeries[]): Subject {
  const sum = (of: (series: ScalarSeries) => number): number =>
    involved().reduce((total, series) => total + of(series), 0);
  return {
    revision: () => sum(({ revision }) => revision),
    size: () => sum(({ total }) => total),
    touch: () => {
      const [first] = involved();
      if (first !== undefined) first.version++;
    },
  };
}
