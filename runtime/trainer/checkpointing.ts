import type { Engine } from '../engines/engine';
import type { Parameter } from '../graph/graph';
import { writeCheckpoint, type Checkpoint } from '../store/checkpoints';

/** A crash costs at most about this much work, in milliseconds. */
const INTERVAL = 30_000;
/** Checkpoints of a large model are made less often: they take at most a twentieth of the time. */
const SHARE = 20;

export interface CheckpointingOptions {
  /** The run's. */
  readonly folder: string;
  readonly engine: Engine;
  readonly parameters: readonly Parameter[];
  readonly facts: Pick<Checkpoint, 'program' | 'dataHash' | 'seed' | 'module'>;
  /** Steps between two automatic ones; null: as time goes by. */
  readonly every: number | null;
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

/** Makes the checkpoints of a run, by themselves and on a wish. */
export class Checkpointing {
  private readonly options: CheckpointingOptions;
  private dueAt: number;

  constructor(options: CheckpointingOptions) {
    this.options = options;
    this.dueAt = options.now() + INTERVAL;
  }

  /** Whether one should be made by itself after this step. */
  isDue(step: number): boolean {
    const { every, now } = this.options;
    if (step === 0) return false;
    return every === null ? now() >= this.dueAt : step % every === 0;
  }

  /**
   * Makes one. Resolves with a sentence where it could not be written.
   *
   * @param kept until a person removes it
   */
  async save(step: number, kept: boolean, validated = true): Promise<string | null> {
    const { folder, engine, parameters, facts, now } = this.options;
    const began = now();
    try {
      const state = await engine.readState();
      await writeCheckpoint(folder, { step, validated, ...facts, state }, parameters, kept);
      return null;
    } catch (error) {
      return `No checkpoint can be written after step ${step}: ${(error as Error).message}.`;
    } finally {
      const ended = now();
      this.dueAt = ended + Math.max(INTERVAL, SHARE * (ended - began));
    }
  }
}
