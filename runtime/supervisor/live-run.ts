import { analyze, writtenName } from '../../language';
import type { FromTrainer, TrainerRows } from '../trainer/messages';
import type { RunRef } from '../protocol/messages';
import {
  isEnded,
  settingChanges,
  settingsInForce,
  type Annotations,
  type BackendChoice,
  type Run,
  type RunSpec,
} from '../protocol/runs';
import { afterRows } from './last-values';
import { RunState, type RunStateOptions } from './run-state';
import type { SeriesThread } from './series-thread';
import type { StatementDesk } from './statement-desk';
import { unknownName, whyUnchanged } from './validate';
import { TrainerProcess } from './trainer-process';

/** Where a run begins. */
export interface Beginning {
  /** The checkpoint to go on from; null: the first step. */
  readonly checkpoint: string | null;
  /** The run was begun before, and is taken up again. */
  readonly again: boolean;
}

export interface LiveRunOptions extends RunStateOptions {
  readonly trainerEntry: string;
  /** The Node that fits a backend. */
  readonly nodeFor: (backend: BackendChoice) => string;
  /** Where its scalars go. */
  readonly series: Pick<SeriesThread, 'begin' | 'append' | 'end'>;
  /** Where it goes what its statements give. */
  readonly statements: StatementDesk;
}

type Saved = Extract<FromTrainer, { kind: 'saved' }>;

/** A run of this supervisor, from the queue to its end: it leads the trainer, and hears it. */
export class LiveRun {
  /** Resolves with the run as it ended. */
  readonly ended: Promise<Run>;
  private readonly state: RunState;
  /** By their index in rows. */
  private readonly tags: string[] = [];
  private trainer: TrainerProcess | null = null;
  private verdict: Extract<FromTrainer, { kind: 'ended' }> | null = null;
  private pauseWanted = false;
  private readonly savings: ((saved: Saved) => void)[] = [];
  private resolveEnded: (run: Run) => void = () => undefined;

  constructor(
    run: Run,
    private readonly beginning: Beginning,
    private readonly options: LiveRunOptions,
  ) {
    this.state = new RunState(run, options);
    this.ended = new Promise((resolve) => {
      this.resolveEnded = resolve;
    });
  }

  get run(): Run {
    return this.state.run;
  }

  /** Starts the trainer; where that is not to be had the run fails, and makes room. */
  start(): void {
    const startedAt = this.run.startedAt ?? Date.now();
    this.state.become({ status: 'starting', place: undefined, startedAt });
    this.options.series.begin(this.run);
    try {
      this.startTrainer();
    } catch (error) {
      this.conclude((error as Error).message);
    }
  }

  private startTrainer(): void {
    const { trainerEntry, nodeFor } = this.options;
    const spec = this.specToTrain();
    this.trainer = new TrainerProcess(trainerEntry, nodeFor(spec.backend), {
      message: (message) => {
        this.hear(message);
      },
      printed: (line) => {
        this.options.log(`${this.run.id}: ${line}`);
      },
      gone: (cause) => {
        this.conclude(cause);
      },
    });
    this.trainer.send({
      kind: 'job',
      run: this.run.id,
      folder: this.state.folder,
      spec,
      checkpoint: this.beginning.checkpoint,
      again: this.beginning.again,
      changes: settingChanges(this.run.actions),
    });
    this.options.statements.begin(this.ref, (wanted) => {
      this.trainer?.send({ kind: 'observe', wanted });
    });
  }

  private get ref(): RunRef {
    return { store: this.run.store, run: this.run.id };
  }

  /** Takes over its place among those that wait. */
  standAt(place: number): void {
    if (this.run.place === place) return;
    this.state.tell({ place });
  }

  /**
   * Ends the run; the promise resolves when it has ended, however it did.
   *
   * @param by who wants it, for the run's record
   */
  stop(by: string): Promise<Run> {
    if (isEnded(this.run.status) || this.run.status === 'stopping') return this.ended;
    this.state.note('stop', by);
    if (this.trainer === null && this.run.status === 'queued') {
      this.end({ status: 'stopped', reason: null });
    } else {
      this.state.become({ status: 'stopping' });
      this.trainer?.stop();
    }
    return this.ended;
  }

  /**
   * Lets the run stand still, its process kept; the promise resolves when it does, or has ended. Throws a sentence for
   * one that does not train.
   */
  pause(by: string): Promise<Run> {
    const { status } = this.run;
    if (status === 'paused' && this.pauseWanted) return Promise.resolve(this.run);
    this.demandTraining();
    if (!this.pauseWanted) this.state.note('pause', by);
    this.pauseWanted = true;
    this.state.tell();
    this.trainer?.send({ kind: 'pause' });
    return this.state.when((run) => run.status === 'paused' || !this.pauseWanted);
  }

  /** Lets a run that stands still go on. The promise resolves when it does. */
  resume(by: string): Promise<Run> {
    this.demandTraining();
    if (this.pauseWanted) this.state.note('resume', by);
    this.pauseWanted = false;
    this.state.tell();
    this.trainer?.send({ kind: 'resume' });
    this.state.answer();
    return this.state.when(({ status }) => status !== 'paused' || this.pauseWanted);
  }

  /** Takes over what a person wrote about it. Throws the file system's error. */
  annotate(annotations: Annotations): Run {
    this.state.annotate(annotations);
    return this.run;
  }

  /** Lets the run end with its epoch; the promise resolves at once. */
  stopAfterEpoch(by: string): Promise<Run> {
    this.demandTraining();
    this.state.note('stop-after-epoch', by);
    this.state.tell();
    this.trainer?.send({ kind: 'stop-after-epoch' });
    return Promise.resolve(this.run);
  }

  /**
   * Changes a hyperparameter from the next step on; the promise resolves when that is settled and recorded. Throws a
   * sentence where the run does not train, or its program has no hyperparameter of this name that may change.
   */
  set(name: string, value: number, by: string): Promise<Run> {
    this.demandTraining();
    if (this.run.resolved === null)
      throw new Error('The run still reads its data: change its hyperparameters in a moment.');
    const names = Object.keys(settingsInForce(this.run));
    if (!names.includes(name)) {
      const { program } = this.run.spec;
      const [asked, ...known] = [name, ...names].map((each) => writtenName(program.name, each));
      throw new Error(unknownName(`${program.name} has no hyperparameter`, asked!, known));
    }
    const refusal = whyUnchanged(this.run.spec, name, value, analyze);
    if (refusal !== null) throw new Error(refusal);
    const known = this.run.actions.length;
    this.trainer?.send({ kind: 'set', name, value, by });
    return this.state.when(({ actions }) =>
      actions.slice(known).some((each) => each.action === 'set' && each.name === name),
    );
  }

  /** Makes a checkpoint; the promise resolves when it is there. Throws a sentence where it cannot be made. */
  async checkpoint(by: string): Promise<Run> {
    this.demandTraining();
    const saved = new Promise<Saved>((resolve) => this.savings.push(resolve));
    this.trainer?.send({ kind: 'checkpoint' });
    const outcome = await Promise.race([saved, this.ended]);
    if (!('failure' in outcome)) throw new Error(`The run is ${outcome.status} already.`);
    if (outcome.failure !== null) throw new Error(outcome.failure);
    this.state.note('checkpoint', by, outcome.step);
    this.state.tell();
    return this.run;
  }

  /** Adds something that went otherwise than asked, once. */
  warn(sentence: string): void {
    this.state.warn(sentence);
  }

  /** Records that a run is taken up again after a step. */
  continued(by: string, step: number): void {
    this.state.note('continue', by, step);
  }

  /** One that is taken up again stays where it was trained: elsewhere its losses would differ. */
  private specToTrain(): RunSpec {
    const { spec, resolved } = this.run;
    return this.beginning.again && resolved !== null
      ? { ...spec, backend: resolved.backend }
      : spec;
  }

  private demandTraining(): void {
    const { status } = this.run;
    if (status === 'queued')
      throw new Error('The run waits for its turn: it can be stopped, but not led yet.');
    if (status === 'stopping' || isEnded(status)) throw new Error(`The run is ${status} already.`);
  }

  private hear(message: FromTrainer): void {
    switch (message.kind) {
      case 'resolved':
        this.state.become({
          resolved: message.resolved,
          ...(this.run.status === 'starting' ? { status: 'running' } : {}),
        });
        break;
      case 'rows':
        this.take(message);
        break;
      case 'progress':
        this.state.progress({ step: message.step });
        break;
      case 'warning':
        this.warn(message.message);
        break;
      case 'paused':
        if (this.run.status !== 'stopping')
          this.state.become({ status: 'paused', step: message.step });
        break;
      case 'resumed':
        if (this.run.status === 'paused') this.state.become({ status: 'running' });
        break;
      case 'saved':
        // Two wishes may have become one checkpoint.
        for (const answer of this.savings.splice(0)) answer(message);
        break;
      case 'stopping':
        this.trainer?.grantTime();
        break;
      case 'statements':
        this.options.statements.found(this.ref, message.layout);
        break;
      case 'observed':
        this.options.statements.observed(this.ref, message.every, message.figures);
        break;
      case 'changed':
      case 'alert':
        this.state.become({ actions: [...this.run.actions, message.action] });
        break;
      case 'ended':
        this.verdict = message;
        this.trainer?.expectEnd();
        break;
    }
  }

  private take(rows: TrainerRows): void {
    this.tags.push(...rows.newTags);
    this.options.series.append(this.run, rows);
    this.state.progress(afterRows(this.run, this.tags, rows));
  }

  /** The trainer is gone: its own verdict counts; without one it failed, or obeyed the hard way. */
  private conclude(cause: string): void {
    if (this.verdict !== null) {
      const { status, step, reason } = this.verdict;
      this.end({ status, step, reason });
    } else if (this.run.status === 'stopping') {
      this.end({
        status: 'stopped',
        reason: `The trainer did not answer and was ended (${cause}).`,
      });
    } else {
      this.end({ status: 'failed', reason: `The trainer ended unexpectedly (${cause}).` });
    }
  }

  private end(change: Partial<Run>): void {
    if (isEnded(this.run.status)) return;
    this.state.become({ ...change, place: undefined, endedAt: Date.now() });
    this.options.series.end(this.run);
    this.options.statements.end(this.ref);
    const { id, status, step, reason } = this.run;
    this.options.log(`${id}: ${status} at step ${step}${reason === null ? '' : `: ${reason}`}`);
    this.resolveEnded(this.run);
  }
}
