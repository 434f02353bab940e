import type { MeanBlock, ViewBlock } from '../runtime/protocol/frames';
import { NO_ANNOTATIONS, type Annotations, type Run } from '../runtime/protocol/runs';
import type { ExportFormat } from '../runtime/protocol/panel';
import type { SummaryTag } from '../runtime/protocol/summaries';
import { isLive } from './runs/describe';
import { groupRuns, type RunGroup } from './runs/grouping';
import type { Smoothing } from '../runtime/protocol/smoothing';
import type { XScale } from '../runtime/protocol/x-scale';
import { Feed, type FeedSink, type MeanQuestion, type Question } from './session/feed';
import type { ScalarSeries } from './series/scalar-series';
import type { SeriesBook } from './series/series-book';
import { SeriesShelf } from './series/shelf';
import { SummaryBook } from './summaries/summary-book';
import { ColumnBook, type Column } from './table/columns';
import { scaleOf } from './series/x-axis';
import type { Transport } from './transport/transport';
import { changeRows, parseViewState, showRuns, toggled, type ViewState } from './view/view-state';

const notConnected = (): Promise<never> =>
  Promise.reject(new Error('The runtime is not connected.'));

export type ConnectionState = 'connecting' | 'open' | 'lost';

/**
 * Everything that the panel shows: what the person chose (kept by the host) and what the supervisor told (fetched
 * again whenever the panel comes back). Changes are gathered and told once per animation frame.
 */
export class PanelModel implements FeedSink {
  view: ViewState;
  connection: ConnectionState = 'connecting';
  /** Why the connection was lost, as a sentence. */
  lostBecause = '';
  /** Runs of the store by id; null until they are listed. */
  runs: ReadonlyMap<string, Run> | null = null;
  /** What went wrong last, as a sentence; null when nothing did. */
  problem: string | null = null;
  /** Runs that were deleted last and can be had back, and which of them were shown; null: none. */
  deleted: { readonly runs: readonly string[]; readonly shown: readonly string[] } | null = null;
  /** Where the crosshair stands, in the unit of the x-axis. */
  crosshair: number | null = null;
  /** What carries out an export that the editor asks for. */
  exportWanted: (format: ExportFormat) => void = () => undefined;
  /** What the shown runs log besides scalars. */
  readonly summaries = new SummaryBook(
    {
      steps: (run, kind, tag) => this.feed?.summarySteps(run, { kind, tag }) ?? notConnected(),
      read: (run, kind, tag, indices) =>
        this.feed?.readSummaries(run, { kind, tag, indices }) ?? notConnected(),
    },
    () => this.changed(),
  );
  private columnBook = new ColumnBook();
  private readonly shelf = new SeriesShelf({
    ask: (run, tag, question) => this.ask(run, tag, question),
    askMean: (tag, question) => this.askMean(tag, question),
    changed: () => this.changed(),
  });
  private listeners = new Set<() => void>();
  private feed: Feed | null = null;
  private scheduled = false;

  constructor(
    readonly transport: Transport,
    private readonly nextFrame: (callback: () => void) => void,
  ) {
    this.view = parseViewState(transport.restore());
    if (this.view.store === null)
      this.view = showRuns(this.view, transport.defaultStore, this.view.shown);
  }

  start(): void {
    this.transport.start({
      opened: () => this.connect(),
      text: (text) => this.feed?.text(text),
      frame: (bytes) => this.feed?.frame(bytes),
      closed: (reason) => this.disconnected(reason),
      show: (store, runs) => this.show(store, runs),
      export: (format) => this.exportWanted(format),
    });
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Changes what the person chose, and keeps it. */
  change(update: (view: ViewState) => ViewState): void {
    const { store, shown, axis } = this.view;
    this.view = update(this.view);
    this.transport.save(this.view);
    if (this.view.axis !== axis) this.crosshair = null;
    if (this.view.store !== store) this.changeStore();
    else if (this.view.shown !== shown) this.followShown();
    this.changed();
  }

  show(store: string, runs: readonly string[]): void {
    this.change((view) => showRuns(view, store, runs));
  }

  moveCrosshair(x: number | null): void {
    if (x === this.crosshair) return;
    this.crosshair = x;
    this.changed();
  }

  dismissProblem(): void {
    this.problem = null;
    this.changed();
  }

  stop(run: string): void {
    void this.feed?.stop(run);
  }

  /** Lets a run that waits be the next to start. */
  runNext(run: string): void {
    void this.feed?.runNext(run);
  }

  /** Pauses a run that trains, lets a paused one go on. */
  togglePause(run: Run): void {
    if (run.log !== undefined) return;
    if (run.status === 'paused') void this.feed?.resume(run.id);
    else if (run.status === 'running') void this.feed?.pause(run.id);
  }

  /** Pins a run, or no longer: one of ours wherever it is shown, another program's in this panel only. */
  togglePin(run: Run): void {
    const here = this.view.rows.pinned.includes(run.id);
    const noted = run.annotations?.pinned === true;
    const pinned = !(here || noted);
    if (here || run.log !== undefined)
      this.change((view) => changeRows(view, { pinned: toggled(view.rows.pinned, run.id) }));
    if (run.log === undefined && noted !== pinned)
      this.annotate(run.id, { ...(run.annotations ?? NO_ANNOTATIONS), pinned });
  }

  annotate(run: string, annotations: Annotations): void {
    void this.feed?.annotate(run, annotations);
  }

  /** Deletes runs that have ended; they can be had back. */
  delete(runs: readonly string[]): void {
    const shown = this.view.shown.filter((run) => runs.includes(run));
    void this.feed?.delete(runs, () => {
      this.deleted = { runs, shown };
      for (const run of runs) if (this.runs?.has(run)) this.runRemoved(run);
      this.changed();
    });
  }

  /** Takes back what was deleted last, and shows what of it was shown. */
  undelete(): void {
    const { deleted } = this;
    if (!deleted) return;
    void this.feed?.restore(deleted.runs, () => {
      this.deleted = null;
      this.change((view) => showRuns(view, view.store, [...view.shown, ...deleted.shown]));
    });
  }

  forgetDeleted(): void {
    this.deleted = null;
    this.changed();
  }

  /** The run that keys act on: the highlighted one, or the only shown one that goes on. */
  get ledRun(): Run | null {
    const focused = this.shownRuns.find(({ id }) => id === this.view.focused);
    if (focused) return focused;
    const live = this.shownRuns.filter(isLive);
    return live.length === 1 ? live[0]! : null;
  }

  /** The shown runs that the store knows, in the order of their chips. */
  get shownRuns(): readonly Run[] {
    return this.view.shown.flatMap((id) => this.runs?.get(id) ?? []);
  }

  /** What the table of runs has a column for. */
  get columns(): readonly Column[] {
    return this.columnBook.columns(this.runs);
  }

  /** The shown runs as they are taken together; null: each for itself. */
  get groups(): readonly RunGroup[] | null {
    const { grouping } = this.view;
    return grouping === null ? null : groupRuns(this.shownRuns, grouping, this.columns);
  }

  get tags(): readonly string[] {
    return this.shelf.tags(this.view.shown);
  }

  series(run: string, tag: string): ScalarSeries | undefined {
    return this.shelf.series(run, tag);
  }

  /** The smoothed values of a series that is held whole. */
  smoothed(series: ScalarSeries, smoothing: Smoothing): Float64Array {
    return this.shelf.smoothed(series, smoothing);
  }

  /** The best that is there of a range of a long series; what is better is on its way then. */
  refined(run: string, tag: string, question: Question): ViewBlock | null {
    return this.shelf.refined(run, tag, question);
  }

  /** The same of the mean of several runs. */
  mean(tag: string, question: MeanQuestion): MeanBlock | null {
    return this.shelf.mean(tag, question);
  }

  /** What the supervisor says about a range of a series, whatever is on screen. */
  ask(run: string, tag: string, question: Question): Promise<ViewBlock> {
    return this.feed?.view(run, tag, question) ?? notConnected();
  }

  /** The same about the mean of several runs. */
  askMean(tag: string, question: MeanQuestion): Promise<MeanBlock> {
    return this.feed?.mean(tag, question) ?? notConnected();
  }

  /** What the supervisor said last about the range of a long series that is on screen. */
  lastView(run: string, tag: string): ViewBlock | null {
    return this.shelf.lastView(run, tag);
  }

  /** The wall time of a run's first point in any metric: 0 of the relative axis. */
  origin(run: string): number {
    return this.shelf.origin(run);
  }

  /** How a run's points lie on the axis that the person chose; null where its record does not say. */
  scale(run: Run): XScale<string> | null {
    return scaleOf(this.view.axis, run, this.origin(run.id));
  }

  /** Something that should be on screen is still being read. */
  get loading(): boolean {
    if (this.connection === 'connecting') return true;
    if (this.connection === 'lost') return false;
    if (this.runs === null) return this.view.store !== null;
    return this.view.shown.some((run) => this.shelf.awaits(run));
  }

  runsListed(runs: readonly Run[]): void {
    this.runs = new Map(runs.map((run) => [run.id, run]));
    if (this.view.shown.length === 0 && this.transport.defaultStore !== null) this.showNewest(runs);
    else this.followShown();
    this.changed();
  }

  runChanged(run: Run): void {
    const isNew = !this.runs?.has(run.id);
    this.runs = new Map(this.runs ?? []).set(run.id, run);
    if (isNew && !this.deleted?.runs.includes(run.id)) this.welcome(run);
    this.changed();
  }

  runRemoved(run: string): void {
    const runs = new Map(this.runs ?? []);
    runs.delete(run);
    this.runs = runs;
    this.shelf.remove(run);
    this.change((view) =>
      showRuns(
        view,
        view.store,
        view.shown.filter((id) => id !== run),
      ),
    );
  }

  seriesChanged(run: string, book: SeriesBook): void {
    this.shelf.put(run, book);
    this.changed();
  }

  summariesFound(run: string, subscription: number, tags: readonly SummaryTag[]): void {
    this.summaries.found(run, subscription, tags);
  }

  failed(sentence: string): void {
    this.problem = sentence;
    this.changed();
  }

  private connect(): void {
    this.feed?.close();
    this.feed = null;
    this.connection = 'open';
    this.problem = null;
    this.openFeed();
    this.changed();
  }

  private disconnected(reason: string): void {
    this.feed?.close();
    this.feed = null;
    this.connection = 'lost';
    this.lostBecause = reason;
    this.changed();
  }

  private changeStore(): void {
    this.runs = null;
    this.deleted = null;
    this.columnBook = new ColumnBook();
    this.shelf.clear();
    this.summaries.keepOnly([]);
    this.feed?.close();
    this.feed = null;
    if (this.connection === 'open') this.openFeed();
  }

  private openFeed(): void {
    const { store } = this.view;
    if (store === null) return;
    this.feed = new Feed(store, this, (text) => this.transport.send(text));
    void this.feed.open();
  }

  private followShown(): void {
    this.shelf.keepOnly(this.view.shown);
    this.summaries.keepOnly(this.view.shown);
    this.feed?.follow(this.view.shown.filter((run) => this.runs?.has(run)));
  }

  /** On a page of its own nobody says which runs to show: those that were started together last. */
  private showNewest(runs: readonly Run[]): void {
    const newest = runs[0];
    if (!newest) return;
    const together = runs.filter(
      (run) =>
        run.id === newest.id || (run.comparison !== null && run.comparison === newest.comparison),
    );
    this.change((view) => showRuns(view, view.store, together.map((run) => run.id).reverse()));
  }

  /**
   * A further run of a comparison that is on screen joins it. On a page of its own, where nobody says what to show,
   * a new run takes the place of runs that have all ended.
   */
  private welcome(run: Run): void {
    const others = this.shownRuns.filter(({ id }) => id !== run.id);
    const joins =
      run.comparison !== null && others.some(({ comparison }) => comparison === run.comparison);
    const replaces = this.transport.defaultStore !== null && !others.some(isLive);
    if (joins) this.change((view) => showRuns(view, view.store, [...view.shown, run.id]));
    else if (replaces) this.change((view) => showRuns(view, view.store, [run.id]));
    else this.followShown();
  }

  private changed(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.nextFrame(() => {
      this.scheduled = false;
      for (const listener of this.listeners) listener();
    });
  }
}
