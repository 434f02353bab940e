import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import type { WebSocket } from 'ws';
import {
  InstallBackend,
  InstallProgress,
  ListBackends,
  ListTasks,
  MeanOfSeries,
  ListTunables,
  PlanSweep,
  ReadSummaries,
  RunChanged,
  RunRemoved,
  Shutdown,
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
} from '../protocol/messages';
import {
  StatementsFound,
  StatementsObserved,
  SubscribeStatements,
  UnsubscribeStatements,
} from '../protocol/statements';
import { textTransport } from '../protocol/ws-connection';
import type { Catalogue } from './catalogue';
import type { Installer } from './installer';
import type { Log } from './log';
import type { LogWatch } from './log-watch';
import { Requests } from './requests';
import type { RunBook } from './run-book';
import { HIGH_WATER_BYTES, RunNotices } from './run-notices';
import type { RunQueue } from './run-queue';
import { RunRequests } from './run-requests';
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
import type { StatementDesk, StatementListener } from './statement-desk';
import {
  checkRunRef,
  checkInstall,
  checkLogs,
  checkProgram,
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
  readonly statements: StatementDesk;
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
  private readonly requests: Requests;
  private readonly runs: RunRequests;
  private readonly subscriptions: Subscriptions;
  private readonly notices: RunNotices;
  private readonly statements: StatementListener = {
    found: (run, layout) => {
      void this.rpc.sendNotification(StatementsFound, { ...run, layout });
    },
    observed: (run, every, figures) => {
      // Whoever does not keep up gets the next ones.
      if (this.socket.bufferedAmount > HIGH_WATER_BYTES) return;
      void this.rpc.sendNotification(StatementsObserved, { ...run, every, figures });
    },
  };
  private readonly watches = new Map<string, () => void>();
  /** Aborts when this client has gone. */
  private readonly gone = new AbortController();

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
    this.requests = new Requests(this.rpc, host.info, () => {
      host.log(`${this.name} has connected`);
    });
    this.runs = new RunRequests(this.requests, host);
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
    this.serveStores();
    this.serveSeries();
    this.serveStatements();
    this.rpc.listen();
  }

  private get name(): string {
    return this.requests.name;
  }

  private serveControl(): void {
    this.requests.serve0(ListTasks, () => this.host.catalogue.tasks());
    this.requests.serve0(ListBackends, () => this.host.catalogue.backends());
    this.requests.serve(ListTunables, (params) =>
      this.host.catalogue.tunables(checkProgram(params)),
    );
    this.requests.serve(PlanSweep, (params) => this.host.catalogue.planSweep(checkSweep(params)));
    this.requests.serve(InstallBackend, async (params, cancelled) => {
      const { name } = checkInstall(params);
      const signal = AbortSignal.any([cancelled, this.gone.signal]);
      const tell = (message: string): void => {
        void this.rpc.sendNotification(InstallProgress, { name, message });
      };
      await this.host.installer.install(name, tell, signal);
      return null;
    });
    this.requests.serve0(Shutdown, async () => {
      await this.host.shutdown();
      return null;
    });
  }

  private serveStores(): void {
    const { book, logs } = this.host;
    this.requests.serve(WatchStore, (params) => {
      const { store } = checkStore(params);
      if (!this.watches.has(store)) this.watches.set(store, this.watch(store));
      return book.list(store);
    });
    this.requests.serve(WatchLogs, async (params) => {
      return { runs: await logs.watch(this, checkLogs(params)) };
    });
    this.requests.serve(UnwatchLogs, (params) => {
      logs.unwatch(this, checkLogs(params));
      return null;
    });
  }

  private serveSeries(): void {
    this.requests.serve(SubscribeSeries, async (params) => {
      const { store, run, subscription, reduced } = checkSubscribe(params);
      const found = this.host.book.find(store, run);
      if (found === null) throw new Error(`There is no run ${run} in ${store}.`);
      return { tags: await this.subscriptions.add(subscription, found, reduced) };
    });
    this.requests.serve(UnsubscribeSeries, (params) => {
      this.subscriptions.remove(checkSubscription(params).subscription);
      return null;
    });
    this.requests.serve(ViewSeries, async (params) => {
      await this.subscriptions.view(checkView(params));
      return null;
    });
    this.requests.serve(SummarySteps, async (params) => {
      const { revision, steps } = await this.subscriptions.summarySteps(checkSummaryTag(params));
      return { revision, steps };
    });
    this.requests.serve(ReadSummaries, async (params) => {
      const of = checkReadSummaries(params);
      const { revision, summaries } = await this.subscriptions.readSummaries(of);
      return { revision, summaries };
    });
    this.requests.serve(MeanOfSeries, async (params) => {
      await this.subscriptions.mean(checkMean(params));
      return null;
    });
  }

  private serveStatements(): void {
    const { statements } = this.host;
    this.requests.serve(SubscribeStatements, (params) =>
      statements.subscribe(checkRunRef(params), this.statements),
    );
    this.requests.serve(UnsubscribeStatements, (params) => {
      statements.unsubscribe(checkRunRef(params), this.statements);
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
    this.host.statements.forget(this.statements);
    this.runs.end();
    this.closed();
  }
}

/** A WebSocket's close frame has room for 123 bytes. */
const LONGEST_CLOSE_REASON = 100;
