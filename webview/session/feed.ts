import {
  decodeFrame,
  type AnswerBlock,
  type Block,
  type MeanBlock,
  type ViewBlock,
} from '../../runtime/protocol/frames';
import type { Spread } from '../../runtime/protocol/mean';
import {
  AnnotateRun,
  DeleteRuns,
  Initialize,
  MeanOfSeries,
  PauseRun,
  PROTOCOL_VERSION,
  ReadSummaries,
  RestoreRuns,
  RunChanged,
  RunNext,
  RunRemoved,
  ResumeRun,
  StopRun,
  SubscribeSeries,
  SummariesFound,
  SummarySteps,
  TagsAdded,
  UnsubscribeSeries,
  ViewSeries,
  WatchStore,
  type RangeParams,
  type ReadSummariesParams,
  type SeriesRef,
  type SummaryTagRef,
} from '../../runtime/protocol/messages';
import type { Annotations, Run } from '../../runtime/protocol/runs';
import type { SummaryTag } from '../../runtime/protocol/summaries';
import type { XScale } from '../../runtime/protocol/x-scale';
import { sameStore } from '../../runtime/protocol/store-path';
import { SeriesBook } from '../series/series-book';
import { connectText, type TextConnection } from '../transport/json-rpc';

/** What a feed tells. */
export interface FeedSink {
  runsListed(runs: readonly Run[]): void;
  runChanged(run: Run): void;
  runRemoved(run: string): void;
  /** Points or tags of a run came; the book is a new object after each new subscription. */
  seriesChanged(run: string, book: SeriesBook): void;
  /** What a run logs besides scalars, by the subscription that tells it: another one begins anew. */
  summariesFound(run: string, subscription: number, tags: readonly SummaryTag[]): void;
  failed(sentence: string): void;
}

/** A range of x at a width. */
export type RangeAsked = Omit<RangeParams, 'query'>;
/** A range of a run's metric, on an axis. */
export type Question = RangeAsked & { readonly x: XScale<string> };
/** One of those that a mean is of. */
export interface Member {
  readonly run: string;
  readonly x: XScale<string>;
}
export type MeanQuestion = RangeAsked & {
  readonly members: readonly Member[];
  readonly spread: Spread;
};

const sentenceOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/**
 * The panel's side of one supervisor connection: initialize, watch one store, subscribe to the runs that are
 * shown. A hole in a series, which a lost frame would leave, is healed by subscribing again from the first point.
 */
export class Feed {
  private readonly connection: TextConnection;
  private readonly subscriptions = new Map<number, { run: string; book: SeriesBook }>();
  /** Questions that have not been answered yet, by their number. */
  private readonly questions = new Map<number, (block: AnswerBlock) => void>();
  private lastSubscription = 0;
  private lastQuestion = 0;
  private watching = false;
  private closed = false;

  constructor(
    private readonly store: string,
    private readonly sink: FeedSink,
    send: (text: string) => void,
  ) {
    this.connection = connectText(send);
    const { rpc } = this.connection;
    rpc.onNotification(RunChanged, (run) => {
      if (sameStore(run.store, store)) sink.runChanged(run);
    });
    rpc.onNotification(RunRemoved, (ref) => {
      if (sameStore(ref.store, store)) sink.runRemoved(ref.run);
    });
    rpc.onNotification(TagsAdded, ({ subscription, tags }) => this.named(subscription, tags));
    rpc.onNotification(SummariesFound, ({ subscription, tags: found }) => {
      const run = this.subscriptions.get(subscription)?.run;
      if (run !== undefined) sink.summariesFound(run, subscription, found);
    });
    rpc.listen();
  }

  async open(): Promise<void> {
    const { rpc } = this.connection;
    try {
      // The second does not wait for the answer to the first: they are dealt with in their order.
      const [, runs] = await Promise.all([
        rpc.sendRequest(Initialize, { protocol: PROTOCOL_VERSION, client: 'panel' }),
        rpc.sendRequest(WatchStore, { store: this.store }),
      ]);
      this.watching = true;
      this.sink.runsListed(runs);
    } catch (error) {
      if (!this.closed) this.sink.failed(sentenceOf(error));
    }
  }

  /** What was recorded of a run is still on its way. */
  get isCatchingUp(): boolean {
    return [...this.subscriptions.values()].some(({ book }) => !book.complete);
  }

  /** Receives the series of exactly these runs from now on; they must be among those listed. */
  follow(runs: readonly string[]): void {
    if (!this.watching) return;
    const open = new Set<string>();
    for (const [id, { run }] of this.subscriptions) {
      if (runs.includes(run)) open.add(run);
      else this.unsubscribe(id);
    }
    for (const run of runs) if (!open.has(run)) void this.subscribe(run);
  }

  /** Resolves with what can be seen of a range; rejects when the supervisor has no answer. */
  view(run: string, tag: string, { x, ...range }: Question): Promise<ViewBlock> {
    return this.answered((query) =>
      this.connection.rpc.sendRequest(ViewSeries, { ...this.ref(run, tag, x), ...range, query }),
    );
  }

  /** Resolves with the mean of a metric of several runs; rejects when the supervisor has no answer. */
  mean(tag: string, { members, ...range }: MeanQuestion): Promise<MeanBlock> {
    return this.answered((query) =>
      this.connection.rpc.sendRequest(MeanOfSeries, {
        members: members.map(({ run, x }) => this.ref(run, tag, x)),
        ...range,
        query,
      }),
    );
  }

  /** What answers a question comes as a frame before the request is answered. */
  private answered<A extends AnswerBlock>(ask: (query: number) => Promise<null>): Promise<A> {
    return new Promise((resolve, reject) => {
      const query = ++this.lastQuestion;
      const refuse = (error: unknown): void => {
        this.questions.delete(query);
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      this.questions.set(query, (block) => resolve(block as A));
      try {
        ask(query).catch(refuse);
      } catch (error) {
        refuse(error);
      }
    });
  }

  /** A series as the supervisor knows it. Throws where it does not. */
  private ref(run: string, tag: string, x: XScale<string>): SeriesRef {
    const entry = [...this.subscriptions].find(([, each]) => each.run === run);
    const indexOf = (name: string): number => {
      const index = entry?.[1].book.indexOf(name);
      if (index === undefined) throw new Error(`${run} has no ${name}.`);
      return index;
    };
    const scale = x.kind === 'metric' ? { kind: x.kind, tag: indexOf(x.tag) } : x;
    return { tag: indexOf(tag), subscription: entry![0], x: scale };
  }

  /** The steps of a run's summaries. Rejects with a sentence. */
  summarySteps(run: string, of: Omit<SummaryTagRef, 'subscription'>) {
    const { rpc } = this.connection;
    return rpc.sendRequest(SummarySteps, { subscription: this.subscriptionOf(run), ...of });
  }

  /** Reads summaries of a run. Rejects with a sentence. */
  readSummaries(run: string, of: Omit<ReadSummariesParams, 'subscription'>) {
    const { rpc } = this.connection;
    return rpc.sendRequest(ReadSummaries, { subscription: this.subscriptionOf(run), ...of });
  }

  /** 0, which no subscription has, for a run that is not followed. */
  private subscriptionOf(run: string): number {
    return [...this.subscriptions].find(([, each]) => each.run === run)?.[0] ?? 0;
  }

  /** Writes about a run what is to stand there from now on. */
  annotate(run: string, annotations: Annotations): Promise<void> {
    return this.asked(async (rpc) =>
      this.sink.runChanged(
        await rpc.sendRequest(AnnotateRun, { store: this.store, run, annotations }),
      ),
    );
  }

  /** Deletes runs that have ended; `done` is called when they are gone. */
  delete(runs: readonly string[], done: () => void): Promise<void> {
    return this.asked(async (rpc) => {
      await rpc.sendRequest(DeleteRuns, { store: this.store, runs });
      done();
    });
  }

  /** Takes deleted runs back; `done` is called when they are there. */
  restore(runs: readonly string[], done: () => void): Promise<void> {
    return this.asked(async (rpc) => {
      for (const run of await rpc.sendRequest(RestoreRuns, { store: this.store, runs }))
        this.sink.runChanged(run);
      done();
    });
  }

  stop(run: string): Promise<void> {
    return this.lead(StopRun, run);
  }

  runNext(run: string): Promise<void> {
    return this.lead(RunNext, run);
  }

  pause(run: string): Promise<void> {
    return this.lead(PauseRun, run);
  }

  resume(run: string): Promise<void> {
    return this.lead(ResumeRun, run);
  }

  private lead(request: typeof StopRun, run: string): Promise<void> {
    return this.asked(async (rpc) =>
      this.sink.runChanged(await rpc.sendRequest(request, { store: this.store, run })),
    );
  }

  /** What goes wrong is told as a sentence, unless the connection is gone. */
  private async asked(ask: (rpc: TextConnection['rpc']) => Promise<void>): Promise<void> {
    try {
      await ask(this.connection.rpc);
    } catch (error) {
      if (!this.closed) this.sink.failed(sentenceOf(error));
    }
  }

  frame(bytes: Uint8Array): void {
    try {
      for (const block of decodeFrame(bytes)) this.take(block);
    } catch (error) {
      this.sink.failed(sentenceOf(error));
    }
  }

  text(text: string): void {
    this.connection.receive(text);
  }

  close(): void {
    this.closed = true;
    this.subscriptions.clear();
    this.connection.close();
  }

  private take(block: Block): void {
    if (block.kind === 'view' || block.kind === 'mean') {
      this.questions.get(block.query)?.(block);
      this.questions.delete(block.query);
      return;
    }
    const subscription = this.subscriptions.get(block.subscription);
    if (!subscription) return;
    if (subscription.book.accept(block) === 'gap') {
      this.unsubscribe(block.subscription);
      void this.subscribe(subscription.run);
    } else this.sink.seriesChanged(subscription.run, subscription.book);
  }

  private async subscribe(run: string): Promise<void> {
    const subscription = ++this.lastSubscription;
    this.subscriptions.set(subscription, { run, book: new SeriesBook() });
    try {
      const { tags } = await this.connection.rpc.sendRequest(SubscribeSeries, {
        store: this.store,
        run,
        subscription,
        reduced: true,
      });
      this.named(subscription, tags);
    } catch (error) {
      this.subscriptions.delete(subscription);
      if (!this.closed) this.sink.failed(sentenceOf(error));
    }
  }

  private unsubscribe(subscription: number): void {
    this.subscriptions.delete(subscription);
    this.connection.rpc.sendRequest(UnsubscribeSeries, { subscription }).catch(() => undefined);
  }

  private named(subscription: number, tags: readonly string[]): void {
    const entry = this.subscriptions.get(subscription);
    if (!entry) return;
    entry.book.name(tags);
    this.sink.seriesChanged(entry.run, entry.book);
  }
}
