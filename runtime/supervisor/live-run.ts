import { analyze } from '../../language';
import { appendAction } from '../store/actions';
import { isEmpty, writeAnnotations } from '../store/annotations';
import { createRunFolder, writeRunFile } from '../store/run-file';
import { runFolder } from '../store/layout';
import type { FromTrainer, TrainerRows } from '../trainer/messages';
import {
  isEnded,
  settingChanges,
  settingsInForce,
  type Annotations,
  type BackendChoice,
  type Run,
  type RunAction,
  type RunSpec,
} from '../protocol/runs';
import { afterRows } from './last-values';
import type { Log } from './log';
import type { SeriesThread } from './series-thread';
import { unknownName, whySettled } from './validate';
import { TrainerProcess } from './trainer-process';

/** Progress reaches clients at most this often; changes of state at once. */
const PROGRESS_INTERVAL_MS = 100;
/** Progress reaches the disk at most this often: for those who look when no supervisor lives. */
const SAVE_INTERVAL_MS = 5000;

/** Where a run begins. */
export interface Beginning {
  /** The checkpoint to go on from; null: the first step. */
  readonly checkpoint: string | null;
  /** The run was begun before, and is taken up again. */
  readonly again: boolean;
}

export interface LiveRunOptions {
  readonly trainerEntry: string;
  /** The Node that fits a backend. */
  readonly nodeFor: (backend: BackendChoice) => string;
  readonly log: Log;
  /** Where its scalars go. */
  readonly series: Pick<SeriesThread, 'begin' | 'append' | 'end'>;
  /** Called with the run's new state, at once or throttled. */
  readonly changed: (run: Run) => void;
}

type Saved = Extract<FromTrainer, { kind: 'saved' }>;
type PlainAction = Exclude<RunAction['action'], 'set' | 'alert'>;

interface Awaited {
  readonly wanted: (run: Run) => boolean;
  readonly resolve: (run: Run) => void;
}

/** A run of this supervisor, from the queue to its end: its state, its series, its trainer. */
export class LiveRun {
  /** Resolves with the run as it ended. */
  readonly ended: Promise<Run>;
  private current: Run;
  /** By their index in rows. */
  private readonly tags: string[] = [];
  private trainer: TrainerProcess | null = null;
  private announcement: NodeJS.Timeout | null = null;
  private savedAt = 0;
  private verdict: Extract<FromTrainer, { kind: 'ended' }> | null = null;
  private saveFailed = false;
  private pauseWanted = false;
  private readonly awaited = new Set<Awaited>();
  private readonly savings: ((saved: Saved) => void)[] = [];
  private resolveEnded: (run: Run) => void = () => undefined;

  constructor(
    run: Run,
    private readonly beginning: Beginning,
    private readonly options: LiveRunOptions,
  ) {
    this.current = run;
    this.ended = new Promise((resolve) => {
      this.resolveEnded = resolve;
    });
    this.save(createRunFolder);
  }

  get run(): Run {
    return this.current;
  }

  /** Starts the trainer; where that is not to be had the run fails, and makes room. */
  start(): void {
    const startedAt = this.current.startedAt ?? Date.now();
    this.become({ status: 'starting', place: undefined, startedAt });
    this.options.series.begin(this.current);
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
        this.options.log(`${this.current.id}: ${line}`);
      },
      gone: (cause) => {
        this.conclude(cause);
      },
    });
    this.trainer.send({
      kind: 'job',
      run: this.current.id,
      folder: this.folder,
      spec,
      checkpoint: this.beginning.checkpoint,
      again: this.beginning.again,
      changes: settingChanges(this.current.actions),
    });
  }

  /** Takes over its place among those that wait. */
  standAt(place: number): void {
    if (this.current.place === place) return;
    this.current = { ...this.current, place };
    this.announce();
  }

  /**
   * Ends the run; the promise resolves when it has ended, however it did.
   *
   * @param by who wants it, for the run's record
   */
  stop(by: string): Promise<Run> {
    if (isEnded(this.current.status) || this.current.status === 'stopping') return this.ended;
    this.note('stop', by);
    if (this.trainer === null && this.current.status === 'queued') {
      this.end({ status: 'stopped', reason: null });
    } else {
      this.become({ status: 'stopping' });
      this.trainer?.stop();
    }
    return this.ended;
  }

  /**
   * Lets the run stand still, its process kept; the promise resolves when it does, or has ended. Throws a sentence for
   * one that does not train.
   */
  pause(by: string): Promise<Run> {
    const { status } = this.current;
    if (status === 'paused' && this.pauseWanted) return Promise.resolve(this.current);
    this.demandTraining();
    if (!this.pauseWanted) this.note('pause', by);
    this.pauseWanted = true;
    this.announce();
    this.trainer?.send({ kind: 'pause' });
    return this.when((run) => run.status === 'paused' || !this.pauseWanted);
  }

  /** Lets a run that stands still go on. The promise resolves when it does. */
  resume(by: string): Promise<Run> {
    this.demandTraining();
    if (this.pauseWanted) this.note('resume', by);
    this.pauseWanted = false;
    this.announce();
    this.trainer?.send({ kind: 'resume' });
    this.answer();
    return this.when(({ status }) => status !== 'paused' || this.pauseWanted);
  }

  /** Takes over what a person wrote about it. Throws the file system's error. */
  annotate(annotations: Annotations): Run {
    writeAnnotations(this.folder, annotations);
    this.current = { ...this.current, annotations: isEmpty(annotations) ? undefined : annotations };
    this.options.changed(this.current);
    return this.current;
  }

  /** Lets the run end with its epoch; the promise resolves at once. */
  stopAfterEpoch(by: string): Promise<Run> {
    this.demandTraining();
    this.note('stop-after-epoch', by);
    this.announce();
    this.trainer?.send({ kind: 'stop-after-epoch' });
    return Promise.resolve(this.current);
  }

  /**
   * Changes a hyperparameter from the next step on; the promise resolves when that is settled and recorded. Throws a
   * sentence where the run does not train, or its program has no hyperparameter of this name that may change.
   */
  set(name: string, value: number, by: string): Promise<Run> {
    this.demandTraining();
    if (this.current.resolved === null)
      throw new Error('The run still reads its data: change its hyperparameters in a moment.');
    const names = Object.keys(settingsInForce(this.current));
    if (!names.includes(name)) {
      const { program } = this.current.spec;
      throw new Error(unknownName(`${program.name} has no hyperparameter`, name, names));
    }
    const settled = whySettled(this.current.spec, name, analyze);
    if (settled !== null) throw new Error(settled);
    const known = this.current.actions.length;
    this.trainer?.send({ kind: 'set', name, value, by });
    return this.when(({ actions }) =>
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
    this.note('checkpoint', by, outcome.step);
    this.announce();
    return this.current;
  }

  /** Records that a run is taken up again after a step. */
  continued(by: string, step: number): void {
    this.note('continue', by, step);
  }

  /** Adds something that went otherwise than asked, once. */
  warn(sentence: string): void {
    if (this.current.warnings.includes(sentence)) return;
    this.options.log(`${this.current.id}: ${sentence}`);
    this.become({ warnings: [...this.current.warnings, sentence] });
  }

  /** One that is taken up again stays where it was trained: elsewhere its losses would differ. */
  private specToTrain(): RunSpec {
    const { spec, resolved } = this.current;
    return this.beginning.again && resolved !== null
      ? { ...spec, backend: resolved.backend }
      : spec;
  }

  private demandTraining(): void {
    const { status } = this.current;
    if (status === 'queued')
      throw new Error('The run waits for its turn: it can be stopped, but not led yet.');
    if (status === 'stopping' || isEnded(status)) throw new Error(`The run is ${status} already.`);
  }

  private note(action: PlainAction, by: string, step = this.current.step): void {
    const done = { at: Date.now(), action, by, step };
    this.current = { ...this.current, actions: [...this.current.actions, done] };
    try {
      appendAction(this.folder, done);
    } catch (error) {
      this.options.log(`${this.current.id}: not recorded: ${(error as Error).message}`);
    }
  }

  private get folder(): string {
    return runFolder(this.current.store, this.current.id);
  }

  /** Resolves as soon as the run is as wanted, or has ended. */
  private when(wanted: (run: Run) => boolean): Promise<Run> {
    return new Promise((resolve) => {
      this.awaited.add({ wanted, resolve });
      this.answer();
    });
  }

  private answer(): void {
    for (const each of this.awaited) {
      if (!isEnded(this.current.status) && !each.wanted(this.current)) continue;
      this.awaited.delete(each);
      each.resolve(this.current);
    }
  }

  private hear(message: FromTrainer): void {
    switch (message.kind) {
      case 'resolved':
        this.become({
          resolved: message.resolved,
          ...(this.current.status === 'starting' ? { status: 'running' } : {}),
        });
        break;
      case 'rows':
        this.take(message);
        break;
      case 'progress':
        this.progress({ step: message.step });
        break;
      case 'warning':
        this.warn(message.message);
        break;
      case 'paused':
        if (this.current.status !== 'stopping')
          this.become({ status: 'paused', step: message.step });
        break;
      case 'resumed':
        if (this.current.status === 'paused') this.become({ status: 'running' });
        break;
      case 'saved':
        // Two wishes may have become one checkpoint.
        for (const answer of this.savings.splice(0)) answer(message);
        break;
      case 'stopping':
        this.trainer?.grantTime();
        break;
      case 'changed':
      case 'alert':
        this.become({ actions: [...this.current.actions, message.action] });
        break;
      case 'ended':
        this.verdict = message;
        this.trainer?.expectEnd();
        break;
    }
  }

  private take(rows: TrainerRows): void {
    this.tags.push(...rows.newTags);
    this.options.series.append(this.current, rows);
    this.progress(afterRows(this.current, this.tags, rows));
  }

  /** The trainer is gone: its own verdict counts; without one it failed, or obeyed the hard way. */
  private conclude(cause: string): void {
    if (this.verdict !== null) {
      const { status, step, reason } = this.verdict;
      this.end({ status, step, reason });
    } else if (this.current.status === 'stopping') {
      this.end({
        status: 'stopped',
        reason: `The trainer did not answer and was ended (${cause}).`,
      });
    } else {
      this.end({ status: 'failed', reason: `The trainer ended unexpectedly (${cause}).` });
    }
  }

  private end(change: Partial<Run>): void {
    if (isEnded(this.current.status)) return;
    this.become({ ...change, place: undefined, endedAt: Date.now() });
    this.options.series.end(this.current);
    const { id, status, step, reason } = this.current;
    this.options.log(`${id}: ${status} at step ${step}${reason === null ? '' : `: ${reason}`}`);
    this.resolveEnded(this.current);
  }

  private become(change: Partial<Run>): void {
    this.current = { ...this.current, ...change };
    this.save();
    this.announce();
    this.answer();
  }

  private progress(change: Partial<Run>): void {
    this.current = { ...this.current, ...change };
    this.announcement ??= setTimeout(() => {
      this.announce();
      if (Date.now() - this.savedAt > SAVE_INTERVAL_MS) this.save();
    }, PROGRESS_INTERVAL_MS);
  }

  private announce(): void {
    if (this.announcement !== null) clearTimeout(this.announcement);
    this.announcement = null;
    this.options.changed(this.current);
  }

  private save(prepare: (store: string, run: string) => void = () => undefined): void {
    this.savedAt = Date.now();
    try {
      prepare(this.current.store, this.current.id);
      writeRunFile(this.current);
    } catch (error) {
      if (this.saveFailed) return;
      this.saveFailed = true;
      const sentence = `The run goes on, but its state cannot be saved: ${(error as Error).message}.`;
      this.options.log(`${this.current.id}: ${sentence}`);
      this.current = { ...this.current, warnings: [...this.current.warnings, sentence] };
    }
  }
}
