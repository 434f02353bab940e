import {
  createMessageConnection,
  ErrorCodes,
  ResponseError,
  type CancellationToken,
  type MessageConnection,
  type RequestType,
  type RequestType0,
} from 'vscode-jsonrpc/node';
import type { WebSocket } from 'ws';
import {
  AnnotateRun,
  DeleteRuns,
  DiskUse,
  CheckpointRun,
  ContinueRun,
  Initialize,
  InstallBackend,
  InstallProgress,
  LimitRuns,
  ListBackends,
  ListCheckpoints,
  ListTasks,
  MeanOfSeries,
  ListTunables,
  PauseRun,
  PruneRuns,
  PlanSweep,
  PROTOCOL_VERSION,
  ReadSummaries,
  RunChanged,
  RestoreRuns,
  ResumeRun,
  RunNext,
  RunRemoved,
  SetHyper,
  Shutdown,
  StartRuns,
  StopAllRuns,
  StopRun,
  StopRunAfterEpoch,
  SubscribeSeries,
  SummariesFound,
  SummarySteps,
  TagsAdded,
  UnsubscribeSeries,
  UnwatchLogs,
  ViewSeries,
  WatchLogs,
  WatchStore,
  type InitializeResult,
  type RunRef,
} from '../protocol/messages';
import { isResumable, type Run, type RunSpec } from '../protocol/runs';
import { textTransport } from '../protocol/ws-connection';
import { listCheckpoints } from '../store/checkpoints';
import { runFolder } from '../store/layout';
import type { Catalogue } from './catalogue';
import type { LiveRun } from './live-run';
import type { Installer } from './installer';
import type { Log } from './log';
import type { LogWatch } from './log-watch';
import type { RunBook } from './run-book';
import { RunKeeping } from './run-keeping';
import { RunNotices } from './run-notices';
import { forkedCheckpoint, type RunQueue } from './run-queue';
import {
  checkMean,
  checkReadSummaries,
  checkSubscribe,
  checkSubscription,
  checkSummaryTag,
  checkView,
} from './series-checks';
import type { SeriesThread } from './series-thread';
import { Subscriptions } from './subscriptions';
import {
  checkAnnotate,
  checkDiskUse,
  checkInitialize,
  checkInstall,
  checkLimit,
  checkLogs,
  checkPrune,
  checkProgram,
  checkRunRef,
  checkRuns,
  checkSetHyper,
  checkStart,
  checkStore,
  checkSweep,
} from './wire-checks';

/** The parts of a supervisor that a client's requests are passed on to. */
export interface SessionHost {
  readonly info: InitializeResult;
  readonly catalogue: Catalogue;
  readonly installer: Installer;
  readonly queue: RunQueue;
  readonly book: RunBook;
  readonly series: SeriesThread;
  readonly logs: LogWatch;
  readonly log: Log;
  /** Ends all runs; the supervisor leaves once the answer has been sent. */
  readonly shutdown: () => Promise<void>;
}

/** Close codes of WebSockets: data of a kind, or with a content, that is not understood. */
const WRONG_KIND = 1003;
const WRONG_CONTENT = 1007;

/** One client: its requests, the stores that it watches, the series that it follows, the runs tied to it. */
export class Session {
  private readonly rpc: MessageConnection;
  private readonly subscriptions: Subscriptions;
  private readonly notices: RunNotices;
  private readonly watches = new Map<string, () => void>();
  private readonly tied: LiveRun[] = [];
  /** Aborts when this client has gone. */
  private readonly gone = new AbortController();
  private client: string | null = null;

  constructor(
    private readonly socket: WebSocket,
    private readonly host: SessionHost,
    private readonly closed: () => void,
  ) {
    const { reader, writer } = textTransport({
      send: (text) => {
        if (socket.readyState === socket.OPEN) socket.send(text);
      },
      onText: (listener) => {
        socket.on('message', (data: Buffer, isBinary: boolean) => {
          if (isBinary) this.refuse(WRONG_KIND, 'binary frames are not understood');
          else listener(data.toString('utf8'));
        });
      },
      onClose: (listener) => {
        socket.once('close', listener);
      },
    });
    this.rpc = createMessageConnection(reader, writer);
    this.rpc.onError(([error]) => {
      this.refuse(WRONG_CONTENT, error.message);
    });
    this.subscriptions = new Subscriptions(socket, host.series, {
      tags: (subscription, tags) => {
        void this.rpc.sendNotification(TagsAdded, { subscription, tags });
      },
      summaries: (found) => {
        void this.rpc.sendNotification(SummariesFound, found);
      },
    });
    this.notices = new RunNotices(socket, (run) => {
      void this.rpc.sendNotification(RunChanged, run);
    });
    socket.on('error', (error) => {
      host.log(`${this.name}: ${error.message}`);
    });
    socket.once('close', () => {
      this.end();
    });
    this.serveControl();
    this.serveRuns();
    this.serveLogs();
    this.serveSeries();
    this.rpc.listen();
  }

  private get name(): string {
    return this.client ?? 'a client that has not said who it is';
  }

  private serveControl(): void {
    this.rpc.onRequest(Initialize, (params: unknown) =>
      answer(() => {
        const { protocol, client } = checkInitialize(params);
        if (protocol !== PROTOCOL_VERSION)
          throw new Error(
            `The runtime speaks protocol ${PROTOCOL_VERSION}, this client ${protocol}: update the older one.`,
          );
        this.client = client;
        this.host.log(`${client} has connected`);
        return this.host.info;
      }),
    );
    this.serve0(ListTasks, () => this.host.catalogue.tasks());
    this.serve0(ListBackends, () => this.host.catalogue.backends());
    this.serve(ListTunables, (params) => this.host.catalogue.tunables(checkProgram(params)));
    this.serve(PlanSweep, (params) => this.host.catalogue.planSweep(checkSweep(params)));
    this.serve(InstallBackend, async (params, cancelled) => {
      const { name } = checkInstall(params);
      const signal = AbortSignal.any([cancelled, this.gone.signal]);
      const tell = (message: string): void => {
        void this.rpc.sendNotification(InstallProgress, { name, message });
      };
      await this.host.installer.install(name, tell, signal);
      return null;
    });
    this.serve0(Shutdown, async () => {
      await this.host.shutdown();
      return null;
    });
  }

  private serveRuns(): void {
    const { queue, book } = this.host;
    this.serve(StartRuns, (params) => {
      const { store, runs, tied, parallel } = checkStart(params);
      const problem = this.firstProblem(runs);
      if (problem !== null) throw new Error(problem);
      for (const spec of runs) forkedCheckpoint({ store, spec });
      const added = queue.add(store, runs, parallel ?? null);
      if (tied) this.tied.push(...added);
      return added.map((live) => live.run);
    });
    this.serve(StopRun, (params) => {
      const { store, run } = checkRunRef(params);
      const live = queue.find(store, run);
      return live === null ? this.endedRun(store, run) : live.stop(this.name);
    });
    this.serve(RunNext, (params) => queue.bringForward(this.lead(checkRunRef(params))));
    this.serve(LimitRuns, (params) => {
      queue.limit(checkLimit(params).parallel);
      return null;
    });
    this.serve(PauseRun, (params) => this.lead(checkRunRef(params)).pause(this.name));
    this.serve(ResumeRun, (params) => this.lead(checkRunRef(params)).resume(this.name));
    this.serve(ContinueRun, (params) => this.takeUp(checkRunRef(params)));
    this.serve(CheckpointRun, (params) => this.lead(checkRunRef(params)).checkpoint(this.name));
    this.serve(ListCheckpoints, (params) => {
      const { store, run } = checkRunRef(params);
      return listCheckpoints(runFolder(store, run)).map(({ step, kept }) => ({ step, kept }));
    });
    this.serve(StopRunAfterEpoch, (params) =>
      this.lead(checkRunRef(params)).stopAfterEpoch(this.name),
    );
    this.serve(SetHyper, (params) => {
      const { name, value, ...run } = checkSetHyper(params);
      return this.lead(run).set(name, value, this.name);
    });
    const keeping = new RunKeeping(queue, book);
    this.serve(AnnotateRun, (params) => {
      const { store, run, annotations } = checkAnnotate(params);
      return keeping.annotate(store, run, annotations);
    });
    this.serve(DeleteRuns, (params) => {
      const { store, runs } = checkRuns(params);
      return keeping.delete(store, runs);
    });
    this.serve(RestoreRuns, (params) => {
      const { store, runs } = checkRuns(params);
      return keeping.restore(store, runs);
    });
    this.serve(PruneRuns, (params) => keeping.prune(checkPrune(params)));
    this.serve(DiskUse, (params) => {
      const { store, runs } = checkDiskUse(params);
      return keeping.sizes(store, runs);
    });
    this.serve0(StopAllRuns, () => queue.stopAll(this.name));
    this.serve(WatchStore, (params) => {
      const { store } = checkStore(params);
      if (!this.watches.has(store)) this.watches.set(store, this.watch(store));
      return book.list(store);
    });
  }

  private serveLogs(): void {
    const { logs } = this.host;
    this.serve(WatchLogs, async (params) => {
      return { runs: await logs.watch(this, checkLogs(params)) };
    });
    this.serve(UnwatchLogs, (params) => {
      logs.unwatch(this, checkLogs(params));
      return null;
    });
  }

  private serveSeries(): void {
    this.serve(SubscribeSeries, async (params) => {
      const { store, run, subscription, reduced } = checkSubscribe(params);
      const found = this.host.book.find(store, run);
      if (found === null) throw new Error(`There is no run ${run} in ${store}.`);
      return { tags: await this.subscriptions.add(subscription, found, reduced) };
    });
    this.serve(UnsubscribeSeries, (params) => {
      this.subscriptions.remove(checkSubscription(params).subscription);
      return null;
    });
    this.serve(ViewSeries, async (params) => {
      await this.subscriptions.view(checkView(params));
      return null;
    });
    this.serve(SummarySteps, async (params) => {
      const { revision, steps } = await this.subscriptions.summarySteps(checkSummaryTag(params));
      return { revision, steps };
    });
    this.serve(ReadSummaries, async (params) => {
      const of = checkReadSummaries(params);
      const { revision, summaries } = await this.subscriptions.readSummaries(of);
      return { revision, summaries };
    });
    this.serve(MeanOfSeries, async (params) => {
      await this.subscriptions.mean(checkMean(params));
      return null;
    });
  }

  private watch(store: string): () => void {
    return this.host.book.watch(store, {
      changed: (run) => {
        this.notices.changed(run);
      },
      removed: (removedFrom, run) => {
        void this.rpc.sendNotification(RunRemoved, { store: removedFrom, run });
      },
    });
  }

  /** A run that this supervisor is at work on. */
  private lead({ store, run }: RunRef): LiveRun {
    const live = this.host.queue.find(store, run);
    if (live !== null) return live;
    throw new Error(`The run has ended already (${this.endedRun(store, run).status}).`);
  }

  private takeUp({ store, run }: RunRef): Run {
    const { queue } = this.host;
    if (queue.find(store, run) !== null) throw new Error('The run goes on already.');
    const found = this.endedRun(store, run);
    if (found.log !== undefined || !isResumable(found.status))
      throw new Error(
        `Only a run that was stopped or has failed can be resumed; this one has ${found.status}.`,
      );
    const problem = this.firstProblem([found.spec]);
    if (problem !== null) throw new Error(problem);
    const latest = listCheckpoints(runFolder(found.store, run))[0];
    const checkpoint = latest?.path ?? forkedCheckpoint(found);
    const step = latest?.step ?? found.spec.forkOf?.step ?? 0;
    return queue.takeUp(found, { checkpoint, again: true }, step, this.name).run;
  }

  private endedRun(store: string, run: string): Run {
    const found = this.host.book.find(store, run);
    if (found === null) throw new Error(`There is no run ${run} in ${store}.`);
    if (found.log !== undefined)
      throw new Error('Another program logs this run: lead it where it was started.');
    if (found.endedAt === null)
      throw new Error(
        `Another runtime (process ${found.supervisor}) is at work on this run: lead it from the window or terminal that started it.`,
      );
    return found;
  }

  private firstProblem(specs: readonly RunSpec[]): string | null {
    for (const spec of specs) {
      const problem = this.host.catalogue.problem(spec);
      if (problem !== null) return problem;
    }
    return null;
  }

  private serve<P, R>(
    type: RequestType<P, R, void>,
    handle: (params: unknown, cancelled: AbortSignal) => R | Promise<R>,
  ): void {
    this.rpc.onRequest(type.method, (params: unknown, token: CancellationToken) =>
      answer(() => {
        this.demandInitialized();
        return handle(params, signalOf(token));
      }),
    );
  }

  private serve0<R>(type: RequestType0<R, void>, handle: () => R | Promise<R>): void {
    this.rpc.onRequest(type.method, () =>
      answer(() => {
        this.demandInitialized();
        return handle();
      }),
    );
  }

  private demandInitialized(): void {
    if (this.client === null)
      throw new ResponseError(
        ErrorCodes.ServerNotInitialized,
        'The first request must be "initialize".',
      );
  }

  private refuse(code: number, reason: string): void {
    this.host.log(`${this.name}: ${reason}`);
    this.socket.close(code, reason.slice(0, LONGEST_CLOSE_REASON));
  }

  private end(): void {
    this.host.log(`${this.name} has gone`);
    this.gone.abort();
    this.rpc.dispose();
    this.subscriptions.close();
    this.notices.close();
    for (const stopWatching of this.watches.values()) stopWatching();
    this.host.logs.forget(this);
    for (const live of this.tied) void live.stop(`the end of ${this.name}`);
    this.closed();
  }
}

/** A WebSocket's close frame has room for 123 bytes. */
const LONGEST_CLOSE_REASON = 100;

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

/** Errors go to the client as the bare sentence, without the name of the method. */
async function answer<R>(work: () => R | Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    throw new ResponseError(ErrorCodes.InvalidRequest, (error as Error).message);
  }
}
