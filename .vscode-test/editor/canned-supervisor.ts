import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import type { SupervisorLock } from '../../runtime/protocol/lock';
import { PROTOCOL_VERSION, RunChanged, WatchStore } from '../../runtime/protocol/messages';
import type { Run } from '../../runtime/protocol/runs';
import { lockFile } from '../../runtime/protocol/state-folder';
import {
  StatementsObserved,
  SubscribeStatements,
  type StatementsState,
  type StepFigures,
} from '../../runtime/protocol/statements';

const PACKAGE = join(import.meta.dirname, '..', '..', 'package.json');

/** Plays a supervisor for an editor: it trains nothing and says of one run what a test wants said. */
export class CannedSupervisor {
  private readonly server = createServer();
  private readonly sockets = new WebSocketServer({ server: this.server });
  private readonly lock: string;
  private run: Run | null = null;
  private state: StatementsState | null = null;
  /** How often somebody has asked about the run's statements. */
  asked = 0;

  /** @param folder the state folder in which editors look for it */
  constructor(private readonly folder: string) {
    const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { readonly version: string };
    this.lock = lockFile(folder, version);
    this.sockets.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => this.answer(socket, data.toString('utf8'), version));
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    mkdirSync(this.folder, { recursive: true });
    const lock: SupervisorLock = {
      pid: process.pid,
      port: (this.server.address() as AddressInfo).port,
      token: 'canned',
      version: '0',
      protocol: PROTOCOL_VERSION,
      startedAt: Date.now(),
    };
    writeFileSync(this.lock, JSON.stringify(lock));
  }

  stop(): void {
    // First of all: what a lock names is ended with the editor.
    rmSync(this.lock, { force: true });
    for (const socket of this.sockets.clients) socket.terminate();
    this.server.close();
  }

  /** The run is in this state from now on. */
  tellRun(run: Run): void {
    this.run = run;
    this.tell(RunChanged.method, run);
  }

  /** What is told of the run's statements to whoever asks. */
  know(state: StatementsState): void {
    this.state = state;
  }

  observe(figures: StepFigures): void {
    const { store, id } = this.run!;
    this.tell(StatementsObserved.method, { store, run: id, every: 1, figures });
  }

  private tell(method: string, params: unknown): void {
    for (const socket of this.sockets.clients)
      socket.send(JSON.stringify({ jsonrpc: '2.0', method, params }));
  }

  private answer(socket: WebSocket, text: string, version: string): void {
    const { id, method, params } = JSON.parse(text) as {
      readonly id?: number;
      readonly method: string;
      readonly params: { readonly store?: string } | undefined;
    };
    if (id === undefined) return;
    const results: Readonly<Record<string, () => unknown>> = {
      initialize: () => ({ protocol: PROTOCOL_VERSION, version, pid: process.pid, logFile: '' }),
      [WatchStore.method]: () => (this.run?.store === params?.store ? [this.run] : []),
      [SubscribeStatements.method]: () => {
        this.asked++;
        return this.state;
      },
    };
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: results[method]?.() ?? null }));
  }
}
