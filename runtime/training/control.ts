import type { RunAction, SettingChange } from '../protocol/runs';

/** The hyperparameters in force at a step. */
export interface Settings {
  /** Peak learning rate. */
  readonly peak: number;
  /** All others, by name. */
  readonly hyper: Readonly<Record<string, number>>;
}

/** Where a loop stands between two steps. */
export interface Position {
  /** The last step done; 0 before the first. */
  readonly step: number;
  /** That step was the last of its epoch. */
  readonly epochEnded: boolean;
}

/** What a training loop is led by. */
export interface TrainingControl {
  /** True ends the run. */
  shouldStop(): boolean;
  /** Awaited before every step: here a run pauses, and checkpoints are made. */
  between(position: Position): Promise<void>;
  /** Asked once for every step, when it begins. */
  settings(step: number): Settings;
}

/** A hyperparameter's new value, in force from the step after `step`. */
export type Change = Pick<SettingChange, 'name' | 'value'> & Pick<RunAction, 'step'>;

export interface ControlEvents {
  /** The run stands still after this step. */
  paused(step: number): void;
  /** It moves on. */
  resumed(step: number): void;
  /** Whether a checkpoint should be made by itself after this step. */
  isDue(step: number): boolean;
  /** Makes a checkpoint; `asked`: a person wished for it. Never rejects. */
  save(step: number, asked: boolean): Promise<void>;
}

/** The name under which the peak learning rate is changed. */
const LR = 'lr';

/**
 * What people wish of a run while it goes on. Wishes come at any moment, also in the middle of a step; a step sees
 * those that came before it began.
 */
export class RunControl implements TrainingControl {
  private stopping = false;
  private stopsAfterEpoch = false;
  private pausing = false;
  private saving = false;
  private wake: () => void = () => undefined;
  private begun: number;
  private current: Settings;

  /**
   * @param initial what is in force at the first step
   * @param changes made before, by their steps: those of a run that is taken up again
   * @param from the last step that it had done
   */
  constructor(
    initial: Settings,
    private changes: readonly Change[],
    private readonly events: ControlEvents,
    from = 0,
  ) {
    this.begun = from;
    this.current = initial;
  }

  stop(): void {
    this.stopping = true;
    this.wake();
  }

  stopAfterEpoch(): void {
    this.stopsAfterEpoch = true;
  }

  pause(): void {
    this.pausing = true;
  }

  resume(): void {
    this.pausing = false;
    this.wake();
  }

  /** Makes a checkpoint before the next step, or at once while the run is paused. */
  checkpoint(): void {
    this.saving = true;
    this.wake();
  }

  /**
   * Changes a hyperparameter from the next step on. Returns what is to be recorded; null where the program has none
   * of this name.
   */
  set(name: string, value: number): (Change & Pick<SettingChange, 'before'>) | null {
    const step = this.begun;
    const settings = withChanges(this.current, this.changes, step + 1);
    const before = name === LR ? settings.peak : settings.hyper[name];
    if (before === undefined) return null;
    const change = { name, value, step };
    const others = this.changes.filter((each) => each.name !== name || each.step < step);
    this.changes = [...others, change].sort((a, b) => a.step - b.step);
    return { ...change, before };
  }

  shouldStop(): boolean {
    return this.stopping;
  }

  async between({ step, epochEnded }: Position): Promise<void> {
    this.begun = step;
    if (epochEnded && this.stopsAfterEpoch) this.stopping = true;
    const pausing = this.pausing && !this.stopping;
    if (pausing || this.events.isDue(step)) await this.events.save(step, false);
    await this.saveAsAsked(step);
    if (!this.pausing || this.stopping) return;
    this.events.paused(step);
    while (this.pausing && !this.stopping) {
      if (!this.saving)
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      await this.saveAsAsked(step);
    }
    if (!this.stopping) this.events.resumed(step);
  }

  private async saveAsAsked(step: number): Promise<void> {
    if (!this.saving) return;
    this.saving = false;
    await this.events.save(step, true);
  }

  settings(step: number): Settings {
    this.begun = step;
    this.current = withChanges(this.current, this.changes, step);
    this.changes = this.changes.filter((change) => change.step >= step);
    return this.current;
  }
}

/** What is in force at a step. */
const withChanges = (settings: Settings, changes: readonly Change[], step: number): Settings =>
  changes
    .filter((change) => change.step < step)
    .reduce(
      ({ peak, hyper }, { name, value }) =>
        name === LR ? { peak: value, hyper } : { peak, hyper: { ...hyper, [name]: value } },
      settings,
    );
