import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import { readLock, type SupervisorLock } from '../protocol/lock';
import { PROTOCOL_VERSION, type BackendChoice } from '../protocol/messages';
import { lockFile, logFile } from '../protocol/state-folder';
import type { Catalogue } from './catalogue';
import { IdleWatch } from './idle-watch';
import { Installer } from './installer';
import { listen, type Listener } from './listener';
import type { Log } from './log';
import { LogWatch } from './log-watch';
import { releaseLock, takeLock } from './own-lock';
import { RunBook } from './run-book';
import { RunQueue } from './run-queue';
import { SeriesThread } from './series-thread';
import { Session } from './session';
import { StatementDesk } from './statement-desk';

export interface SupervisorOptions {
  readonly stateFolder: string;
  /** Where backends are installed, a folder each. */
  readonly backendsFolder: string;
  readonly version: string;
  readonly trainerEntry: string;
  /** The script of the series thread. */
  readonly seriesEntry: string;
  /** The Node that fits a backend, to run its trainer. */
  readonly nodeFor: (backend: BackendChoice) => string;
  readonly webviewFolder: string;
  readonly catalogue: Catalogue;
  readonly log: Log;
  /** 0: any that is free. */
  readonly port: number;
  /** Runs that train at the same time. */
  readonly parallel: number;
  /** How long it stays with neither client nor run. */
  readonly idleMs: number;
  /** Leaves with its last client and run, as one does that a terminal command has started. */
  readonly ephemeral: boolean;
  /** How often the disk is looked at for runs of others. */
  readonly refreshMs: number;
}

export type StartResult =
  | { readonly started: true; readonly supervisor: Supervisor }
  /** Another supervisor of this version runs already: clients find that one. */
  | { readonly started: false; readonly holder: SupervisorLock };

const TOKEN_BYTES = 32;
/** Close code of WebSockets. */
const GOING_AWAY = 1001;

/** Starts a supervisor, unless one of this version runs already. Throws an Error with a sentence where it cannot. */
export async function startSupervisor(options: SupervisorOptions): Promise<StartResult> {
  const supervisor = new Supervisor(options);
  const holder = await supervisor.open();
  return holder === null ? { started: true, supervisor } : { started: false, holder };
}

/** Owns the socket, the queue, the store's view and the series; one per user, machine and version. */
export class Supervisor {
  /** Resolves when it has left. */
  readonly closed: Promise<void>;
  private readonly token = randomBytes(TOKEN_BYTES).toString('hex');
  private readonly lockPath: string;
  private readonly sessions = new Set<Session>();
  private readonly series: SeriesThread;
  private readonly statements = new StatementDesk();
  private readonly queue: RunQueue;
  private readonly book: RunBook;
  private readonly installer: Installer;
  private readonly logs: LogWatch;
  private readonly idle: IdleWatch;
  private listener: Listener | null = null;
  private refresh: NodeJS.Timeout | null = null;
  private closing: Promise<void> | null = null;
  private left: () => void = () => undefined;

  constructor(private readonly options: SupervisorOptions) {
    const { log } = options;
    this.lockPath = lockFile(options.stateFolder, options.version);
    this.closed = new Promise((resolve) => {
      this.left = resolve;
    });
    this.series = new SeriesThread(options.seriesEntry, log, (run, sentence, instead) => {
      this.logs.note(run, sentence, instead);
    });
    this.queue = new RunQueue({
      trainerEntry: options.trainerEntry,
      nodeFor: options.nodeFor,
      parallel: options.parallel,
      log,
      series: this.series,
      statements: this.statements,
      changed: (run) => {
        this.book.put(run);
      },
      left: () => {
        this.idle.update();
      },
    });
    this.book = new RunBook({
      stateFolder: options.stateFolder,
      log,
      isOwn: (store, run) => this.queue.find(store, run) !== null,
    });
    this.logs = new LogWatch(this.book, log);
    this.installer = new Installer({
      packagesOf: options.catalogue.packagesOf,
      nodeFor: options.nodeFor,
      folder: options.backendsFolder,
      log,
    });
    this.idle = new IdleWatch(options, {
      isIdle: () => this.sessions.size === 0 && this.queue.size === 0,
      leave: (reason) => {
        void this.close(reason);
      },
    });
  }

  /** Listens and takes the lock. Returns the other supervisor's lock where one runs already. */
  async open(): Promise<SupervisorLock | null> {
    const { options } = this;
    this.listener = await listen({
      port: options.port,
      token: this.token,
      webviewFolder: options.webviewFolder,
      defaultStore: () => this.book.recentStore,
      log: options.log,
      onSocket: (socket) => {
        this.welcome(socket);
      },
    });
    try {
      const result = await takeLock(this.lockPath, this.lock);
      if (!result.taken) {
        await this.listener.close();
        return result.holder;
      }
    } catch (error) {
      await this.listener.close();
      throw error;
    }
    options.log(`version ${options.version} listens on 127.0.0.1:${this.listener.port}`);
    this.idle.update();
    this.refresh = setInterval(() => {
      this.lookAround();
    }, options.refreshMs);
    return null;
  }

  /** What its clients need to know. */
  get lock(): SupervisorLock {
    return {
      pid: process.pid,
      port: this.listener?.port ?? 0,
      token: this.token,
      version: this.options.version,
      protocol: PROTOCOL_VERSION,
      startedAt: Date.now(),
    };
  }

  /** Ends all runs, tells clients and leaves. */
  close(reason: string): Promise<void> {
    this.closing ??= this.leave(reason);
    return this.closing;
  }

  private welcome(socket: WebSocket): void {
    if (this.closing !== null) {
      socket.close(GOING_AWAY, 'the runtime ends');
      return;
    }
    const { options, queue, book, series, statements, logs, installer } = this;
    const session: Session = new Session(
      socket,
      {
        info: {
          protocol: PROTOCOL_VERSION,
          version: options.version,
          pid: process.pid,
          logFile: logFile(options.stateFolder, options.version),
        },
        catalogue: options.catalogue,
        installer,
        log: options.log,
        queue,
        book,
        series,
        statements,
        logs,
        shutdown: async () => {
          await queue.close();
          setImmediate(() => void this.close('a client asked for it'));
        },
      },
      () => {
        this.sessions.delete(session);
        this.idle.update();
      },
    );
    this.sessions.add(session);
    this.idle.clientCame();
  }

  private lookAround(): void {
    this.book.refresh();
    this.series.refresh();
    void this.logs.refresh();
    if (readLock(this.lockPath)?.token !== this.token) this.idle.superseded();
  }

  private async leave(reason: string): Promise<void> {
    const { log } = this.options;
    log(`leaves: ${reason}`);
    releaseLock(this.lockPath, this.token);
    if (this.refresh !== null) clearInterval(this.refresh);
    this.idle.stop();
    await Promise.all([this.queue.close(), this.installer.close()]);
    await this.listener?.close();
    await this.series.close();
    log('has left');
    this.left();
  }
}
