import { RunSeries } from '../series/series';
import { appendAction, type Action } from '../store/actions';
import { createRunFolder, writeRunFile } from '../store/run-file';
import { runFolder } from '../store/layout';
import type { FromTrainer, TrainerRows } from '../trainer/messages';
import { isEnded, type BackendChoice, type Run } from '../protocol/runs';
import type { Log } from './log';
import { TrainerProcess } from './trainer-process';

/** Progress reaches clients at most this often; changes of state at once. */
const PROGRESS_INTERVAL_MS = 100;
/** Progress reaches the disk at most this often: for those who look when no supervisor lives. */
const SAVE_INTERVAL_MS = 5000;

export interface LiveRunOptions {
  readonly trainerEntry: string;
  /** The Node that fits a backend. */
  readonly nodeFor: (backend: BackendChoice) => string;
  readonly log: Log;
  /** Called with the run's new state, at once or throttled. */
  readonly changed: (run: Run) => void;
}

/** A run of this supervisor, from the queue to its end: its state, its series, its trainer. */
export class LiveRun {
  readonly series = new RunSeries();
  /** Resolves with the run as it ended. */
  readonly ended: Promise<Run>;
  private current: Run;
  private trainer: TrainerProcess | null = null;
  private announcement: NodeJS.Timeout | null = null;
  private savedAt = 0;
  private verdict: Extract<FromTrainer, { kind: 'ended' }> | null = null;
  private saveFailed = false;
  private resolveEnded: (run: Run) => void = () => undefined;

  constructor(
    run: Run,
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

  /** Starts the trainer. */
  start(): void {
    this.become({ status: 'starting', startedAt: Date.now() });
    const { trainerEntry, nodeFor } = this.options;
    this.trainer = new TrainerProcess(trainerEntry, nodeFor(this.current.spec.backend), {
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
      folder: runFolder(this.current.store, this.current.id),
      spec: this.current.spec,
    });
  }

  /**
   * Ends the run; the promise resolves when it has ended, however it did.
   *
   * @param by who wants it, for the run's record
   */
  stop(by: string): Promise<Run> {
    if (isEnded(this.current.status) || this.current.status === 'stopping') return this.ended;
    this.note({ at: Date.now(), action: 'stop', by, step: this.current.step });
    if (this.trainer === null && this.current.status === 'queued') {
      this.end({ status: 'stopped', reason: null });
    } else {
      this.become({ status: 'stopping' });
      this.trainer?.stop();
    }
    return this.ended;
  }

  /** Adds something that went otherwise than asked, once. */
  warn(sentence: string): void {
    if (this.current.warnings.includes(sentence)) return;
    this.options.log(`${this.current.id}: ${sentence}`);
    this.become({ warnings: [...this.current.warnings, sentence] });
  }

  private note(action: Action): void {
    try {
      appendAction(this.current.store, this.current.id, action);
    } catch (error) {
      this.options.log(`${this.current.id}: not recorded: ${(error as Error).message}`);
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
      case 'ended':
        this.verdict = message;
        this.trainer?.expectEnd();
        break;
    }
  }

  private take(rows: TrainerRows): void {
    for (const tag of rows.newTags) this.series.tagIndex(tag);
    this.series.append(rows);
    const metrics: Record<string, number | string> = { ...this.current.metrics };
    for (let i = 0; i < rows.tags.length; i++) {
      const value = rows.values[i]!;
      metrics[this.series.tags[rows.tags[i]!]!] = Number.isFinite(value) ? value : String(value);
    }
    this.progress({ metrics });
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
    this.become({ ...change, endedAt: Date.now() });
    const { id, status, step, reason } = this.current;
    this.options.log(`${id}: ${status} at step ${step}${reason === null ? '' : `: ${reason}`}`);
    this.resolveEnded(this.current);
  }

  private become(change: Partial<Run>): void {
    this.current = { ...this.current, ...change };
    this.save();
    this.announce();
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
