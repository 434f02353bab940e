/** Between one panel and the supervisor: raw messages both ways, over a connection of the panel's own. */
import type { SupervisorLock } from '../../runtime/protocol/lock';
import type { ToPanel } from '../../runtime/protocol/panel';
import type { Runtime } from '../runtime';

/** As much of a WebSocket as a relay needs. */
export interface RelaySocket {
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): unknown;
  on(event: 'open' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  send(text: string): void;
  close(): void;
  readonly readyState: number;
}

const OPEN = 1;

export class PanelRelay {
  readonly #runtime: Runtime;
  readonly #openSocket: (lock: SupervisorLock) => RelaySocket;
  readonly #post: (message: ToPanel) => void;
  readonly #subscription: { dispose(): void };
  #socket: RelaySocket | null = null;
  #listening = false;

  constructor(
    runtime: Runtime,
    openSocket: (lock: SupervisorLock) => RelaySocket,
    post: (message: ToPanel) => void,
  ) {
    this.#runtime = runtime;
    this.#openSocket = openSocket;
    this.#post = post;
    this.#subscription = runtime.onReady(({ lock }) => {
      if (this.#listening) this.#open(lock);
    });
  }

  /** The panel's page has come up, perhaps anew: it gets a fresh connection. */
  async start(): Promise<void> {
    this.#listening = true;
    this.#close();
    try {
      const { lock } = await this.#runtime.connect();
      if (this.#listening && this.#socket === null) this.#open(lock);
    } catch (error) {
      this.#post({ type: 'socket-closed', reason: (error as Error).message });
    }
  }

  /** The page is gone or hidden: nothing is sent until it starts again. */
  stop(): void {
    this.#listening = false;
    this.#close();
  }

  /** A message of the panel; dropped while there is no connection, since the panel begins anew with each. */
  send(text: string): void {
    if (this.#socket?.readyState === OPEN) this.#socket.send(text);
  }

  dispose(): void {
    this.stop();
    this.#subscription.dispose();
  }

  #open(lock: SupervisorLock): void {
    this.#close();
    const socket = this.#openSocket(lock);
    const current = (): boolean => this.#socket === socket;
    this.#socket = socket;
    socket.on('open', () => {
      if (current()) this.#post({ type: 'socket-open' });
    });
    socket.on('message', (data, isBinary) => {
      if (current())
        this.#post(
          isBinary
            ? { type: 'socket-frame', data: arrayBufferOf(data) }
            : { type: 'socket-text', text: data.toString('utf8') },
        );
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (!current()) return;
      this.#socket = null;
      this.#post({ type: 'socket-closed', reason: 'The runtime was lost; reconnecting…' });
    });
  }

  #close(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}

/** A copy of the bytes alone: a Node buffer may be a window on a larger, shared one. */
const arrayBufferOf = (data: Buffer): ArrayBuffer => new Uint8Array(data).buffer;
