import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { encodeFrame } from '../../runtime/protocol/frames';
import { panelPage } from '../../runtime/protocol/panel';
import { bareSpec, type Run } from '../../runtime/protocol/runs';
import { CannedCurves, wallTimeOf, type CannedSeries } from './canned-curves';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};
const STORE = '/project/.optiscope/runs';
const bundle = join(import.meta.dirname, '..', '..', 'dist', 'webview');

export interface CannedRun {
  readonly run: Run;
  series: CannedSeries[];
}

/** A run as a supervisor tells it. */
export const cannedRun = (
  id: string,
  program: string,
  series: CannedSeries[],
  more: Partial<Run> = {},
): CannedRun => ({
  series,
  run: {
    format: 1,
    id,
    store: STORE,
    comparison: 'together',
    spec: {
      ...bareSpec(program, 'text'),
      program: { name: program, path: `/project/${program}.optim`, text: '' },
      steps: 1000,
    },
    resolved: null,
    status: 'running',
    step: 100,
    createdAt: 1.7e12,
    startedAt: 1.7e12,
    endedAt: null,
    metrics: {},
    reason: null,
    warnings: [],
    actions: [],
    gitCommit: null,
    supervisor: 1,
    ...more,
  },
});

/**
 * Plays a supervisor for the panel's own page: what a test puts into `runs` is what the panel is told, so that
 * every state can be had at once.
 */
export class CannedRuntime {
  private readonly server: Server = createServer((request, response) =>
    this.serve(request, response),
  );
  /** As one that is gone: nobody can connect. */
  away = false;
  private sockets: WebSocketServer | null = null;
  private deleted: CannedRun[] = [];
  private readonly following = new Map<WebSocket, Map<string, number>>();

  constructor(public runs: CannedRun[]) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.sockets = new WebSocketServer({
      server: this.server,
      handleProtocols: (offered) => [...offered][0] ?? false,
      verifyClient: () => !this.away,
    });
    this.sockets.on('connection', (socket) => {
      this.following.set(socket, new Map());
      socket.on('message', (data: Buffer) => this.answer(socket, data.toString('utf8')));
      socket.on('close', () => this.following.delete(socket));
    });
  }

  async stop(): Promise<void> {
    this.loseConnections();
    this.sockets?.close();
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  loseConnections(): void {
    for (const socket of this.sockets?.clients ?? []) socket.terminate();
  }

  /** Adds points to a run's first metric and sends them to the panels that follow it. */
  append(id: string, steps: readonly number[], values: readonly number[]): void {
    const canned = this.runs.find(({ run }) => run.id === id)!;
    const [first, ...others] = canned.series;
    const { tag, steps: before } = first!;
    canned.series = [
      { tag, steps: [...before, ...steps], values: [...first!.values, ...values] },
      ...others,
    ];
    for (const [socket, subscriptions] of this.following) {
      const subscription = subscriptions.get(id);
      if (subscription !== undefined)
        socket.send(frame(subscription, [{ tag, steps, values }], before.length));
    }
  }

  private answer(socket: WebSocket, text: string): void {
    const { id, method, params } = JSON.parse(text);
    const reply = (result: unknown): void =>
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, result }));
    if (method === 'store/watch') return reply(this.runs.map(({ run }) => run));
    const canned = this.runs.find(({ run }) => run.id === params?.run);
    if (method === 'runs/annotate') {
      const run = { ...canned!.run, annotations: params.annotations };
      this.runs = this.runs.map((each) => (each === canned ? { ...each, run } : each));
      return reply(run);
    }
    if (method === 'runs/delete') {
      this.deleted = this.runs.filter(({ run }) => params.runs.includes(run.id));
      this.runs = this.runs.filter((each) => !this.deleted.includes(each));
    }
    if (method === 'runs/restore') {
      this.runs = [...this.runs, ...this.deleted];
      return reply(this.deleted.map(({ run }) => run));
    }
    if (method === 'series/view' || method === 'series/mean') {
      socket.send(this.series(socket).answer(method, params));
      return reply(null);
    }
    if (method !== 'series/subscribe') return reply(null);
    const series = this.runs.find(({ run }) => run.id === params.run)?.series ?? [];
    this.following.get(socket)?.set(params.run, params.subscription);
    reply({ tags: series.map(({ tag }) => tag) });
    if (series.length > 0) socket.send(frame(params.subscription, series, 0));
  }

  /** What is told about the subscriptions of a socket, computed as a supervisor does. */
  private series(socket: WebSocket): CannedCurves {
    const subscriptions = this.following.get(socket) ?? new Map<string, number>();
    return new CannedCurves((subscription) => {
      const [id] = [...subscriptions].find(([, number]) => number === subscription) ?? [];
      return this.runs.find(({ run }) => run.id === id)?.series ?? [];
    });
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const name = basename(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (name !== '') {
      response.setHeader('Content-Type', TYPES[extname(name)] ?? 'text/plain');
      response.end(readFileSync(join(bundle, name)));
      return;
    }
    response.setHeader('Content-Type', 'text/html');
    response.end(
      panelPage({
        title: 'Optiscope',
        script: 'panel.js',
        style: 'panel.css',
        nonce: 'canned',
        source: "'self'",
        socket: { url: this.url.replace('http', 'ws'), token: 'canned', store: STORE },
      }),
    );
  }
}

const frame = (subscription: number, series: readonly CannedSeries[], first: number): Uint8Array =>
  encodeFrame(
    series.map(({ steps, values }, tag) => ({
      kind: 'scalars',
      subscription,
      tag,
      first,
      total: first + steps.length,
      superseded: false,
      historyComplete: tag === series.length - 1,
      steps: Float64Array.from(steps),
      wallTimes: Float64Array.from(steps, wallTimeOf),
      values: Float32Array.from(values),
    })),
  );
