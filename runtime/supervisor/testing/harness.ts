/** What the tests of the supervisor share: real processes, real sockets, folders of their own. */
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectSupervisor, type SupervisorConnection } from '../../protocol/client';
import { processLives } from '../../protocol/lock';
import { decodeFrame, type ScalarBlock } from '../../protocol/frames';
import {
  RunChanged,
  Shutdown,
  StartRuns,
  SubscribeSeries,
  TagsAdded,
  WatchStore,
} from '../../protocol/messages';
import { bareSpec, type Run, type RunSpec } from '../../protocol/runs';
import type { FakeScript } from './fake-script';

/** A run that does what the script says. */
export const fakeSpec = (script: FakeScript, seed = 0): RunSpec => ({
  ...bareSpec('fake', 'nothing'),
  program: { name: 'fake', path: null, text: JSON.stringify(script) },
  seed,
});

/** An installation in a temporary folder: `dist/` with supervisor and fake trainer, a state folder, a store. */
export class Installation {
  readonly folder = mkdtempSync(join(tmpdir(), 'optiscope-supervisor-'));
  readonly state = join(this.folder, 'state');
  readonly store = join(this.folder, 'workspace', '.optiscope', 'runs');
  readonly entry = join(this.folder, 'dist', 'supervisor.js');
  readonly trainer = join(this.folder, 'dist', 'trainer.js');
  /** What a supervisor that `connect` starts has in its environment besides ours. */
  readonly env: Record<string, string> = {};
  private readonly connections: SupervisorConnection[] = [];

  async build(): Promise<void> {
    writeFileSync(join(this.folder, 'package.json'), '{"version":"9.9.9"}');
    await build({
      entryPoints: {
        supervisor: join(__dirname, 'fake-main.ts'),
        trainer: join(__dirname, 'fake-trainer.ts'),
        series: join(__dirname, '..', '..', 'series', 'main.ts'),
      },
      outdir: join(this.folder, 'dist'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      logLevel: 'silent',
    });
    mkdirSync(join(this.folder, 'dist', 'webview'));
    writeFileSync(join(this.folder, 'dist', 'webview', 'panel.js'), '"the panel"');
  }

  /** Connects, and starts a supervisor with these arguments where none runs. */
  async connect(args: readonly string[] = [], clientName = 'test'): Promise<SupervisorConnection> {
    const connection = await connectSupervisor({
      entry: this.entry,
      stateFolder: this.state,
      start: true,
      args: ['--refresh-ms', '20', ...args],
      clientName,
      env: { ...process.env, ...this.env },
    });
    this.connections.push(connection);
    return connection;
  }

  /** Ends the supervisor and removes everything. */
  async dispose(): Promise<void> {
    for (const connection of this.connections) connection.dispose();
    try {
      const last = await connectSupervisor({
        entry: this.entry,
        stateFolder: this.state,
        start: false,
        clientName: 'test',
      });
      const gone = new Promise<void>((resolve) => last.onClose(resolve));
      await last.rpc.sendRequest(Shutdown);
      await gone;
      await whenGone(last.info.pid);
    } catch {
      // None runs: so much the better.
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Resolves when a process is gone, for which there is no event unless it is a child. */
export async function whenGone(pid: number): Promise<void> {
  while (processLives(pid)) await new Promise((resolve) => setImmediate(resolve));
}

/** Follows the runs of a store through one connection. */
export class StoreWatcher {
  readonly runs = new Map<string, Run>();
  /** Every state that was told, in order. */
  readonly history: Run[] = [];
  private readonly waiting = new Set<() => void>();

  constructor(private readonly connection: SupervisorConnection) {
    connection.rpc.onNotification(RunChanged, (run) => {
      this.runs.set(run.id, run);
      this.history.push(run);
      for (const check of [...this.waiting]) check();
    });
  }

  /** Resolves when the next change is told. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        this.waiting.delete(check);
        resolve();
      };
      this.waiting.add(check);
    });
  }

  async watch(store: string): Promise<readonly Run[]> {
    const runs = await this.connection.rpc.sendRequest(WatchStore, { store });
    for (const run of runs) this.runs.set(run.id, run);
    return runs;
  }

  /** Starts runs that outlive the connection. */
  start(store: string, scripts: readonly FakeScript[], tied = false): Promise<readonly Run[]> {
    const runs = scripts.map((script, seed) => fakeSpec(script, seed));
    return this.connection.rpc.sendRequest(StartRuns, { store, runs, tied });
  }

  /** Resolves with the run as soon as it is as wanted. */
  until(id: string, wanted: (run: Run) => boolean): Promise<Run> {
    return new Promise((resolve) => {
      const check = (): void => {
        const run = this.runs.get(id);
        if (run === undefined || !wanted(run)) return;
        this.waiting.delete(check);
        resolve(run);
      };
      this.waiting.add(check);
      check();
    });
  }
}

/** Receives one subscription's series. */
export class SeriesReceiver {
  readonly blocks: ScalarBlock[] = [];
  tags: string[] = [];
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly connection: SupervisorConnection,
    private readonly subscription: number,
  ) {
    connection.rpc.onNotification(TagsAdded, (added) => {
      if (added.subscription === subscription) this.tags.push(...added.tags);
    });
    connection.onFrame((frame) => {
      this.blocks.push(
        ...decodeFrame(frame)
          .filter((block) => block.kind === 'scalars')
          .filter((block) => block.subscription === subscription),
      );
      for (const check of [...this.waiting]) check();
    });
  }

  async subscribe(store: string, run: string): Promise<void> {
    const { tags } = await this.connection.rpc.sendRequest(SubscribeSeries, {
      store,
      run,
      subscription: this.subscription,
      reduced: false,
    });
    this.tags = [...tags];
  }

  /** Points of one tag in the order in which they came: `[step, value]`. */
  points(tag: string): [number, number][] {
    const index = this.tags.indexOf(tag);
    return this.blocks
      .filter((block) => block.tag === index)
      .flatMap((block) =>
        Array.from(block.steps, (step, i): [number, number] => [step, block.values[i]!]),
      );
  }

  get received(): number {
    return this.blocks.reduce((sum, block) => sum + block.steps.length, 0);
  }

  get historyComplete(): boolean {
    return this.blocks.some((block) => block.historyComplete);
  }

  until(wanted: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!wanted()) return;
        this.waiting.delete(check);
        resolve();
      };
      this.waiting.add(check);
      check();
    });
  }
}
