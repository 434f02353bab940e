import { dirname, resolve } from 'node:path';
import {
  isEnded,
  type BackendChoice,
  type Run,
  type RunSpec,
  type RunStatus,
} from '../protocol/runs';
import { sameStore } from '../protocol/store-path';
import { listCheckpoints } from '../store/checkpoints';
import { readGitCommit } from '../store/git-commit';
import { makeRunId } from '../store/run-id';
import { runFolder } from '../store/layout';
import { LiveRun, type Beginning } from './live-run';
import type { Log } from './log';
import type { SeriesThread } from './series-thread';
import type { StatementDesk } from './statement-desk';

export interface RunQueueOptions {
  readonly trainerEntry: string;
  /** The Node that fits a backend. */
  readonly nodeFor: (backend: BackendChoice) => string;
  /** Runs that train at the same time; one that is paused makes room for the next. */
  readonly parallel: number;
  readonly log: Log;
  readonly series: Pick<SeriesThread, 'begin' | 'append' | 'end'>;
  readonly statements: StatementDesk;
  readonly changed: (run: Run) => void;
  /** Called after a run has ended and left the queue. */
  readonly left: (run: LiveRun) => void;
}

/** The runs among which one makes room for the next: those of one start with a number of its own, or all others. */
interface Lane {
  parallel: number;
}

/** So many at the front hear of their place at once; every start moves all, and a queue may be long. */
const NEAR = 20;
const FAR_MS = 2000;

/** The runs of this supervisor that have not ended: some train, the others wait in the order in which they came. */
export class RunQueue {
  /** Those that wait in the order in which they will start. */
  private readonly live: LiveRun[] = [];
  private readonly shared: Lane;
  private readonly lanes = new Map<LiveRun, Lane>();
  private placing: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(private readonly options: RunQueueOptions) {
    this.shared = { parallel: options.parallel };
  }

  get size(): number {
    return this.live.length;
  }

  find(store: string, run: string): LiveRun | null {
    const path = resolve(store);
    return this.live.find((each) => each.run.id === run && sameStore(each.run.store, path)) ?? null;
  }

  /** Lets so many train at the same time; null: as many as at first. Runs that train already go on. */
  limit(parallel: number | null): void {
    this.shared.parallel = parallel ?? this.options.parallel;
    this.startNext();
  }

  /** Lets a run that waits be the next to start. Throws a sentence for one that does not wait. */
  bringForward(live: LiveRun): Run {
    const { status } = live.run;
    if (status !== 'queued') throw new Error(`The run does not wait: it is ${status}.`);
    this.live.splice(this.live.indexOf(live), 1);
    this.live.unshift(live);
    this.startNext();
    return live.run;
  }

  /**
   * Enters runs, together a comparison where there are several.
   *
   * @param parallel how many of them train at the same time, whatever else does; null: they take part in what all share
   */
  add(store: string, specs: readonly RunSpec[], parallel: number | null = null): LiveRun[] {
    if (this.closed) throw new Error('The runtime is ending: start the run again in a moment.');
    const ids = this.freshIds(specs);
    const comparison = specs.length > 1 ? ids[0]! : null;
    const createdAt = Date.now();
    const lane = parallel === null ? this.shared : { parallel };
    const added = specs.map((spec, index) => {
      const run = newRun(resolve(store), ids[index]!, spec, comparison, createdAt);
      return this.enter(run, { checkpoint: forkedCheckpoint(run), again: false }, lane);
    });
    for (const live of added) this.options.changed(live.run);
    this.startNext();
    return added;
  }

  /**
   * Enters a run that has ended before its last step once more: it goes on from a checkpoint as if nothing had
   * happened, or begins anew where there is none.
   *
   * @param step the last step that the checkpoint knows of
   */
  takeUp(ended: Run, beginning: Beginning, step: number, by: string): LiveRun {
    if (this.closed) throw new Error('The runtime is ending: resume the run in a moment.');
    const run: Run = {
      ...ended,
      status: 'queued',
      step,
      endedAt: null,
      reason: null,
      supervisor: process.pid,
    };
    const live = this.enter(run, beginning, this.shared);
    live.continued(by, step);
    this.options.changed(live.run);
    this.startNext();
    return live;
  }

  private enter(run: Run, beginning: Beginning, lane: Lane): LiveRun {
    const live = new LiveRun(run, beginning, {
      ...this.options,
      changed: (changed) => {
        this.options.changed(changed);
        if (changed.status === 'paused') this.startNext();
      },
    });
    this.live.push(live);
    this.lanes.set(live, lane);
    void live.ended.then(() => {
      this.remove(live);
    });
    return live;
  }

  /** Ends all runs; resolves when they have ended. */
  async stopAll(by: string): Promise<Run[]> {
    const waiting = this.live.filter((each) => each.run.status === 'queued');
    const training = this.live.filter((each) => each.run.status !== 'queued');
    return Promise.all([...waiting, ...training].map((each) => each.stop(by)));
  }

  /** Ends all runs and takes no more. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.placing !== null) clearTimeout(this.placing);
    await this.stopAll('the end of the runtime');
  }

  private startNext(): void {
    const training = new Map<Lane, number>();
    for (const live of this.live)
      if (isTraining(live.run.status)) increase(training, this.lanes.get(live)!);
    for (const live of this.waiting()) {
      const lane = this.lanes.get(live)!;
      if ((training.get(lane) ?? 0) >= lane.parallel) continue;
      increase(training, lane);
      live.start();
    }
    this.tellPlaces(NEAR);
  }

  private waiting(): LiveRun[] {
    return this.live.filter(({ run }) => run.status === 'queued');
  }

  /** Tells the runs that wait their places, the others than the first few a little later. */
  private tellPlaces(most: number): void {
    const places = new Map<Lane, number>();
    for (const live of this.waiting()) {
      const place = increase(places, this.lanes.get(live)!);
      if (place <= most || live.run.place === undefined) live.standAt(place);
      else
        this.placing ??= setTimeout(() => {
          this.placing = null;
          this.tellPlaces(Infinity);
        }, FAR_MS);
    }
  }

  private remove(live: LiveRun): void {
    this.live.splice(this.live.indexOf(live), 1);
    this.lanes.delete(live);
    this.options.left(live);
    this.startNext();
  }

  private freshIds(specs: readonly RunSpec[]): string[] {
    const now = new Date();
    const ids = new Set<string>();
    for (const spec of specs) {
      const size = ids.size;
      while (ids.size === size)
        ids.add(makeRunId(spec.program.name, spec.seed, now, Math.random()));
    }
    return [...ids];
  }
}

/** Counts one more; returns how many there are now. */
function increase<K>(counts: Map<K, number>, key: K): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}

const isTraining = (status: RunStatus): boolean =>
  status !== 'queued' && status !== 'paused' && !isEnded(status);

/** Where a forked run goes on from; null for one that is not. Throws a sentence where that is not there. */
export function forkedCheckpoint({ store, spec }: Pick<Run, 'store' | 'spec'>): string | null {
  const { forkOf = null } = spec;
  if (forkOf === null) return null;
  const made = listCheckpoints(runFolder(store, forkOf.run));
  const found = made.find(({ step }) => step === forkOf.step);
  if (found !== undefined) return found.path;
  const steps = [...new Set(made.map(({ step }) => step))].join(', ');
  throw new Error(
    `${forkOf.run} has no checkpoint at step ${forkOf.step}; ` +
      (steps === '' ? 'it has none.' : `there are ${steps}.`),
  );
}

function newRun(
  store: string,
  id: string,
  spec: RunSpec,
  comparison: string | null,
  createdAt: number,
): Run {
  return {
    format: 1,
    id,
    store,
    comparison,
    spec,
    resolved: null,
    status: 'queued',
    step: 0,
    createdAt,
    startedAt: null,
    endedAt: null,
    metrics: {},
    reason: null,
    warnings: [],
    actions: [],
    gitCommit: readGitCommit(spec.program.path === null ? store : dirname(spec.program.path)),
    supervisor: process.pid,
  };
}
