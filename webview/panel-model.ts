import type { MeanBlock, ViewBlock } from '../runtime/protocol/frames';
import type { Run } from '../runtime/protocol/runs';
import type { ExportFormat } from '../runtime/protocol/panel';
import type { SummaryTag } from '../runtime/protocol/summaries';
import { known } from './known';
import { newestTogether, shownWith } from './runs/at-first';
import { isLive } from './runs/describe';
import { groupRuns, type RunGroup } from './runs/grouping';
import type { Smoothing } from '../runtime/protocol/smoothing';
import type { XScale } from '../runtime/protocol/x-scale';
import { Feed, type FeedSink, type MeanQuestion, type Question } from './session/feed';
import { News } from './session/news';
import { RunControl, type ControlHost } from './session/run-control';
import type { ScalarSeries } from './series/scalar-series';
import type { SeriesBook } from './series/series-book';
import { SeriesShelf } from './series/shelf';
import { SummaryBook } from './summaries/summary-book';
import { ColumnBook, type Column } from './table/columns';
import { scaleOf } from './series/x-axis';
import type { Transport } from './transport/transport';
import { parseViewState, showRuns, type ViewState } from './view/view-state';

const notConnected = (): Promise<never> =>
  Promise.reject(new Error('The runtime is not connected.'));

export type ConnectionState = 'connecting' | 'open' | 'lost';

/**
 * Everything that the panel shows: what the person chose (kept by the host) and what the supervisor told (fetched
 * again whenever the panel comes back). Changes are gathered and told once per animation frame.
 */
export class PanelModel implements FeedSink, ControlHost {
  view: ViewState;
  connection: ConnectionState = 'connecting';
  /** Why the connection was lost, as a sentence. */
  lostBecause = '';
  /** Runs of the store by id; null until they are listed. */
  runs: ReadonlyMap<string, Run> | null = null;
  /** What went wrong last, as a sentence; null when nothing did. */
  problem: string | null = null;
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
  readonly control = new RunControl(this);
  feed: Feed | null = null;
  private columnBook = new ColumnBook();
  private readonly shelf = new SeriesShelf({
    ask: (run, tag, question) => this.ask(run, tag, question),
    askMean: (tag, question) => this.askMean(tag, question),
    changed: () => this.changed(),
  });
  private readonly news: News;
  private readonly runsShown = known(
    (shown: readonly string[], runs: ReadonlyMap<string, Run> | null): readonly Run[] =>
      shown.flatMap((id) => runs?.get(id) ?? []),
  );
  private readonly grouped = known(groupRuns);

  constructor(
    readonly transport: Transport,
    nextFrame: (callback: () => void) => void,
  ) {
    this.news = new News(nextFrame);
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
    return this.news.subscribe(listener);
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

  /** The run that keys act on: the highlighted one, or the only shown one that goes on. */
  get ledRun(): Run | null {
    const focused = this.shownRuns.find(({ id }) => id === this.view.focused);
    if (focused) return focused;
    const live = this.shownRuns.filter(isLive);
    return live.length === 1 ? live[0]! : null;
  }

  /** The shown runs that the store knows, in the order of their chips. */
  get shownRuns(): readonly Run[] {
    return this.runsShown(this.view.shown, this.runs);
  }

  /** What the table of runs has a column for. */
  get columns(): readonly Column[] {
    return this.columnBook.columns(this.runs);
  }

  /** The shown runs as they are taken together; null: each for itself. */
  get groups(): readonly RunGroup[] | null {
    const { grouping } = this.view;
    return grouping === null ? null : this.grouped(this.shownRuns, grouping, this.columns);
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
    return scaleOf(this.view.axis, run, () => this.origin(run.id));
  }

  /** Something that should be on screen is still being read. */
  get loading(): boolean {
    if (this.connection === 'connecting') return true;
    if (this.connection === 'lost') return false;
    if (this.runs === null) return this.view.store !== null;
    return this.view.shown.some((run) => this.shelf.awaits(run));
  }

  /** Points come so fast that those that are there are not worth drawing yet. */
  get gathers(): boolean {
    return this.news.gathers;
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
    if (isNew && !this.control.deleted?.runs.includes(run.id)) this.welcome(run);
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
    const { tags } = this;
    this.shelf.put(run, book);
    if (!this.feed?.isCatchingUp) return this.news.gathered();
    this.news.gather();
    if (this.tags !== tags) this.changed();
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
    this.control.deleted = null;
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

  /** On a page of its own nobody says which runs to show. */
  private showNewest(runs: readonly Run[]): void {
    const newest = newestTogether(runs);
    if (newest.length > 0) this.change((view) => showRuns(view, view.store, newest));
  }

  private welcome(run: Run): void {
    const others = this.shownRuns.filter(({ id }) => id !== run.id);
    const isOwnPage = this.transport.defaultStore !== null;
    const shown = shownWith(run, this.view.shown, others, isOwnPage);
    if (shown === null) this.followShown();
    else this.change((view) => showRuns(view, view.store, shown));
  }

  changed(): void {
    this.news.tell();
  }
}
