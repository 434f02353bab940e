import type { SupervisorConnection } from '../runtime/protocol/client';

/**
 * `idle`: not asked for yet, or none was there to join; `connecting` → `ready`; `lost`: it went away and is sought
 * again; `failed`: it does not come up, and is left alone until somebody asks again.
 */
export type RuntimeState = 'idle' | 'connecting' | 'ready' | 'lost' | 'failed';

/** Finds the supervisor, and starts one where `start` says so. Rejects with a sentence for the person. */
export type Connect = (start: boolean) => Promise<SupervisorConnection>;

const FIRST_RETRY_MS = 300;
const LONGEST_RETRY_MS = 5000;
/** After so many vain attempts in a row a person must look. */
const MOST_RETRIES = 5;

/** This window's connection to the supervisor: made when first needed, made again when lost. */
export class Runtime {
  readonly #connect: Connect;
  readonly #stateListeners = new Set<(state: RuntimeState) => void>();
  readonly #readyListeners = new Set<(connection: SupervisorConnection) => void>();
  #connection: SupervisorConnection | null = null;
  #attempt: Promise<SupervisorConnection> | null = null;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #retries = 0;
  #state: RuntimeState = 'idle';
  #disposed = false;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  get state(): RuntimeState {
    return this.#state;
  }

  /** Calls back at every change of state. */
  onState(listener: (state: RuntimeState) => void): { dispose(): void } {
    this.#stateListeners.add(listener);
    return { dispose: () => this.#stateListeners.delete(listener) };
  }

  /** Calls back with each new connection, and at once with the present one. */
  onReady(listener: (connection: SupervisorConnection) => void): { dispose(): void } {
    this.#readyListeners.add(listener);
    if (this.#connection !== null) listener(this.#connection);
    return { dispose: () => this.#readyListeners.delete(listener) };
  }

  /** The connection; a supervisor is started where none runs. Rejects with a sentence. */
  async connect(): Promise<SupervisorConnection> {
    return this.#connection ?? this.#try(true, 'failed');
  }

  /** Joins a supervisor that runs already; without one nothing happens. */
  async join(): Promise<void> {
    if (this.#connection === null) await this.#try(false, 'idle').catch(() => undefined);
  }

  /** Looks for the supervisor again at once, as a person asks for. */
  async retry(): Promise<void> {
    this.#retries = 0;
    await this.connect();
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancelRetry();
    this.#connection?.dispose();
    this.#connection = null;
  }

  async #try(start: boolean, otherwise: RuntimeState): Promise<SupervisorConnection> {
    this.#cancelRetry();
    // An attempt that only joins is of no use to somebody who wants a start: it is waited for, then made again.
    if (this.#attempt !== null) {
      const joined = await this.#attempt.catch(() => null);
      if (joined !== null) return joined;
    }
    if (this.#connection !== null) return this.#connection;
    if (this.#state !== 'lost') this.#tell('connecting');
    const attempt = this.#connect(start);
    this.#attempt = attempt;
    try {
      const connection = await attempt;
      this.#adopt(connection);
      return connection;
    } catch (error) {
      if (this.#attempt === attempt) this.#tell(otherwise);
      throw error;
    } finally {
      if (this.#attempt === attempt) this.#attempt = null;
    }
  }

  #adopt(connection: SupervisorConnection): void {
    if (this.#disposed) {
      connection.dispose();
      return;
    }
    this.#connection = connection;
    this.#retries = 0;
    connection.onClose(() => {
      this.#lose(connection);
    });
    this.#tell('ready');
    for (const tell of this.#readyListeners) tell(connection);
  }

  #lose(connection: SupervisorConnection): void {
    if (this.#connection !== connection || this.#disposed) return;
    this.#connection = null;
    this.#tell('lost');
    this.#scheduleRetry();
  }

  #scheduleRetry(): void {
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#retries);
    this.#retry = setTimeout(() => {
      this.#retries += 1;
      const last = this.#retries >= MOST_RETRIES;
      this.#try(true, last ? 'failed' : 'lost').catch(() => {
        if (!last && !this.#disposed && this.#retry === null) this.#scheduleRetry();
      });
    }, wait);
  }

  #cancelRetry(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
  }

  #tell(state: RuntimeState): void {
    if (state === this.#state || this.#disposed) return;
    this.#state = state;
    for (const tell of this.#stateListeners) tell(state);
  }
}
