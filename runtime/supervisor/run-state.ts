import { appendAction } from '../store/actions';
import { isEmpty, writeAnnotations } from '../store/annotations';
import { runFolder } from '../store/layout';
import { createRunFolder, writeRunFile } from '../store/run-file';
import { isEnded, type Annotations, type Run, type RunAction } from '../protocol/runs';
import type { Log } from './log';

/** Progress reaches clients at most this often; changes of state at once. */
const PROGRESS_INTERVAL_MS = 100;
/** Progress reaches the disk at most this often: for those who look when no supervisor lives. */
const SAVE_INTERVAL_MS = 5000;

export interface RunStateOptions {
  readonly log: Log;
  /** Called with the run's new state, at once or throttled. */
  readonly changed: (run: Run) => void;
}

/** What people do to a run beside changing a hyperparameter. */
type PlainAction = Exclude<RunAction['action'], 'set' | 'alert'>;

interface Awaited {
  readonly wanted: (run: Run) => boolean;
  readonly resolve: (run: Run) => void;
}

/** What is known of a run of this supervisor: kept in its folder, told to clients and to those who wait for a state. */
export class RunState {
  private announcement: NodeJS.Timeout | null = null;
  private savedAt = 0;
  private saveFailed = false;
  private readonly awaited = new Set<Awaited>();

  /** Makes the run's folder. */
  constructor(
    private current: Run,
    private readonly options: RunStateOptions,
  ) {
    this.save(createRunFolder);
  }

  get run(): Run {
    return this.current;
  }

  get folder(): string {
    return runFolder(this.current.store, this.current.id);
  }

  /** A change that is saved and told at once. */
  become(change: Partial<Run>): void {
    this.current = { ...this.current, ...change };
    this.save();
    this.announce();
    this.answer();
  }

  /** One that may wait a little. */
  progress(change: Partial<Run>): void {
    this.current = { ...this.current, ...change };
    this.announcement ??= setTimeout(() => {
      this.announce();
      if (Date.now() - this.savedAt > SAVE_INTERVAL_MS) this.save();
    }, PROGRESS_INTERVAL_MS);
  }

  /** One that is told at once, and is not for the disk. */
  tell(change: Partial<Run> = {}): void {
    this.current = { ...this.current, ...change };
    this.announce();
  }

  /** Records what somebody did to the run; it is told with the next change. */
  note(action: PlainAction, by: string, step = this.current.step): void {
    const done = { at: Date.now(), action, by, step };
    this.current = { ...this.current, actions: [...this.current.actions, done] };
    try {
      appendAction(this.folder, done);
    } catch (error) {
      this.options.log(`${this.current.id}: not recorded: ${(error as Error).message}`);
    }
  }

  /** Adds something that went otherwise than asked, once. */
  warn(sentence: string): void {
    if (this.current.warnings.includes(sentence)) return;
    this.options.log(`${this.current.id}: ${sentence}`);
    this.become({ warnings: [...this.current.warnings, sentence] });
  }

  /** Takes over what a person wrote about the run. Throws the file system's error. */
  annotate(annotations: Annotations): void {
    writeAnnotations(this.folder, annotations);
    this.current = { ...this.current, annotations: isEmpty(annotations) ? undefined : annotations };
    this.options.changed(this.current);
  }

  /** Resolves as soon as the run is as wanted, or has ended. */
  when(wanted: (run: Run) => boolean): Promise<Run> {
    return new Promise((resolve) => {
      this.awaited.add({ wanted, resolve });
      this.answer();
    });
  }

  /** Looks again whether those who wait have what they want: it may depend on more than the run. */
  answer(): void {
    for (const each of this.awaited) {
      if (!isEnded(this.current.status) && !each.wanted(this.current)) continue;
      this.awaited.delete(each);
      each.resolve(this.current);
    }
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
