import type { ScalarBlock } from '../protocol/frames';

export type StepValues = readonly [step: number, values: Readonly<Record<string, number>>];

/**
 * The scalars of one run, put together by step from the columns in which they travel. Names of tags take another
 * way than values and may come later: nothing is given out before it can be named.
 */
export class StepGatherer {
  #tags: readonly string[] = [];
  /** Points of each tag that have been taken. */
  readonly #read: number[] = [];
  #steps = new Map<number, Map<number, number>>();
  /** The last step given out: a run that was taken up repeats the steps behind its checkpoint, to the bit. */
  #given = -Infinity;

  /** All tags by their index. */
  nameTags(tags: readonly string[]): void {
    this.#tags = tags;
  }

  /** Tags that came new. */
  addTags(tags: readonly string[]): void {
    this.#tags = [...this.#tags, ...tags];
  }

  /** Takes a block; points that were there before are passed over. */
  take({ tag, first, steps, values, superseded }: ScalarBlock): void {
    const seen = superseded ? first : (this.#read[tag] ?? 0);
    for (let i = Math.max(0, seen - first); i < steps.length; i++) {
      const row = this.#steps.get(steps[i]!) ?? new Map<number, number>();
      this.#steps.set(steps[i]!, row.set(tag, values[i]!));
    }
    this.#read[tag] = Math.max(seen, first + steps.length);
  }

  /** Gives out the steps that can grow no more: all but the latest, which a validation may still join. */
  complete(): StepValues[] {
    return this.#giveOut(1);
  }

  /** Gives out whatever is left. */
  rest(): StepValues[] {
    return this.#giveOut(0);
  }

  #giveOut(keep: number): StepValues[] {
    if (this.#read.length > this.#tags.length) return [];
    const steps = [...this.#steps.keys()].sort((a, b) => a - b);
    const done = steps.slice(0, Math.max(0, steps.length - keep));
    const rows = done.map((step): StepValues => {
      const row = [...this.#steps.get(step)!].sort(([a], [b]) => a - b);
      this.#steps.delete(step);
      return [step, Object.fromEntries(row.map(([tag, value]) => [this.#tags[tag]!, value]))];
    });
    const fresh = rows.filter(([step]) => step > this.#given);
    this.#given = fresh.at(-1)?.[0] ?? this.#given;
    return fresh;
  }
}
