import { isGoing } from '../../runtime/protocol/runs';
import type { Run } from '../../runtime/protocol/runs';
import { sameStore, storeKey } from '../../runtime/protocol/store-path';
import type { RunRef } from '../../runtime/protocol/messages';

/** What happened to a run, as listeners hear it. `before` is null for one that was not known. */
export interface RunEvent {
  readonly run: Run;
  readonly before: Run | null;
}

/** The same for two references to one run. */
export const keyOf = (ref: RunRef): string => `${storeKey(ref.store)}\n${ref.run}`;

/** All runs that this window knows of: the single state behind tree, status bar and notifications. */
export class RunBook {
  readonly #runs = new Map<string, Run>();
  readonly #changed = new Set<(event: RunEvent) => void>();
  readonly #reset = new Set<() => void>();

  /** Newest first. */
  all(): Run[] {
    return [...this.#runs.values()].sort(
      (a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1),
    );
  }

  /** Those that the runtime is at work on: other programs' runs go on or not, it has no part in them. */
  live(): Run[] {
    return this.all().filter(isGoing);
  }

  get(ref: RunRef): Run | undefined {
    return this.#runs.get(keyOf(ref));
  }

  /** Takes over what a store holds, once it has been read; listeners of changes are not told of each. */
  replaceStore(store: string, runs: readonly Run[]): void {
    for (const [key, run] of this.#runs) if (sameStore(run.store, store)) this.#runs.delete(key);
    for (const run of runs) this.#runs.set(keyOf({ store: run.store, run: run.id }), run);
    for (const tell of this.#reset) tell();
  }

  /** Forgets the runs of all other stores, as of a folder that has left the workspace. */
  keepOnly(stores: readonly string[]): void {
    for (const [key, run] of this.#runs)
      if (!stores.some((store) => sameStore(run.store, store))) this.#runs.delete(key);
    for (const tell of this.#reset) tell();
  }

  put(run: Run): void {
    const key = keyOf({ store: run.store, run: run.id });
    const before = this.#runs.get(key) ?? null;
    this.#runs.set(key, run);
    for (const tell of this.#changed) tell({ run, before });
  }

  remove(ref: RunRef): void {
    if (this.#runs.delete(keyOf(ref))) for (const tell of this.#reset) tell();
  }

  /** Calls back for each run that is new or has changed. */
  onChanged(listener: (event: RunEvent) => void): { dispose(): void } {
    this.#changed.add(listener);
    return { dispose: () => this.#changed.delete(listener) };
  }

  /** Calls back when a whole store was read anew or a run went away. */
  onReset(listener: () => void): { dispose(): void } {
    this.#reset.add(listener);
    return { dispose: () => this.#reset.delete(listener) };
  }
}

export const refOf = (run: Run): RunRef => ({ store: run.store, run: run.id });
