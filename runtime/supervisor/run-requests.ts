import {
  AnnotateRun,
  CheckpointRun,
  ContinueRun,
  DeleteRuns,
  DiskUse,
  LimitRuns,
  ListCheckpoints,
  PauseRun,
  PruneRuns,
  RestoreRuns,
  ResumeRun,
  RunNext,
  SetHyper,
  StartRuns,
  StopAllRuns,
  StopRun,
  StopRunAfterEpoch,
  type RunRef,
} from '../protocol/messages';
import { isResumable, type Run, type RunSpec } from '../protocol/runs';
import { listCheckpoints } from '../store/checkpoints';
import { runFolder } from '../store/layout';
import type { LiveRun } from './live-run';
import type { Requests } from './requests';
import { RunKeeping } from './run-keeping';
import { forkedCheckpoint } from './run-queue';
import type { SessionHost } from './session';
import {
  checkAnnotate,
  checkDiskUse,
  checkLimit,
  checkPrune,
  checkRunRef,
  checkRuns,
  checkSetHyper,
  checkStart,
} from './wire-checks';

/** What a client asks about runs: to start, lead, take up again and keep them. */
export class RunRequests {
  /** Runs that end with this client. */
  private readonly tied: LiveRun[] = [];

  constructor(
    private readonly requests: Requests,
    private readonly host: Pick<SessionHost, 'queue' | 'book' | 'catalogue'>,
  ) {
    this.serveStart();
    this.serveLead();
    this.serveKeeping();
  }

  /** The client has gone. */
  end(): void {
    for (const live of this.tied) void live.stop(`the end of ${this.requests.name}`);
  }

  private serveStart(): void {
    const { requests, host } = this;
    const { queue } = host;
    requests.serve(StartRuns, (params) => {
      const { store, runs, tied, parallel } = checkStart(params);
      const problem = this.firstProblem(runs);
      if (problem !== null) throw new Error(problem);
      for (const spec of runs) forkedCheckpoint({ store, spec });
      const added = queue.add(store, runs, parallel ?? null);
      if (tied) this.tied.push(...added);
      return added.map((live) => live.run);
    });
    requests.serve(StopRun, (params) => {
      const { store, run } = checkRunRef(params);
      const live = queue.find(store, run);
      return live === null ? this.endedRun(store, run) : live.stop(requests.name);
    });
    requests.serve(RunNext, (params) => queue.bringForward(this.lead(checkRunRef(params))));
    requests.serve(LimitRuns, (params) => {
      queue.limit(checkLimit(params).parallel);
      return null;
    });
    requests.serve0(StopAllRuns, () => queue.stopAll(requests.name));
  }

  private serveLead(): void {
    const { requests } = this;
    requests.serve(PauseRun, (params) => this.lead(checkRunRef(params)).pause(requests.name));
    requests.serve(ResumeRun, (params) => this.lead(checkRunRef(params)).resume(requests.name));
    requests.serve(ContinueRun, (params) => this.takeUp(checkRunRef(params)));
    requests.serve(CheckpointRun, (params) =>
      this.lead(checkRunRef(params)).checkpoint(requests.name),
    );
    requests.serve(ListCheckpoints, (params) => {
      const { store, run } = checkRunRef(params);
      return listCheckpoints(runFolder(store, run)).map(({ step, kept }) => ({ step, kept }));
    });
    requests.serve(StopRunAfterEpoch, (params) =>
      this.lead(checkRunRef(params)).stopAfterEpoch(requests.name),
    );
    requests.serve(SetHyper, (params) => {
      const { name, value, ...run } = checkSetHyper(params);
      return this.lead(run).set(name, value, requests.name);
    });
  }

  private serveKeeping(): void {
    const { requests, host } = this;
    const keeping = new RunKeeping(host.queue, host.book);
    requests.serve(AnnotateRun, (params) => {
      const { store, run, annotations } = checkAnnotate(params);
      return keeping.annotate(store, run, annotations);
    });
    requests.serve(DeleteRuns, (params) => {
      const { store, runs } = checkRuns(params);
      return keeping.delete(store, runs);
    });
    requests.serve(RestoreRuns, (params) => {
      const { store, runs } = checkRuns(params);
      return keeping.restore(store, runs);
    });
    requests.serve(PruneRuns, (params) => keeping.prune(checkPrune(params)));
    requests.serve(DiskUse, (params) => {
      const { store, runs } = checkDiskUse(params);
      return keeping.sizes(store, runs);
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
    return queue.takeUp(found, { checkpoint, again: true }, step, this.requests.name).run;
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
}
