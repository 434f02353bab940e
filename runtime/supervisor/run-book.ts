import { resolve } from 'node:path';
import { isEnded, type Run } from '../protocol/runs';
import { storeKey } from '../protocol/store-path';
import { hasRunFile, listRunIds, newestFirst, readRunOrFailure } from '../store/run-folders';
import { writeRunFile } from '../store/run-file';
import type { Log } from './log';
import { asLeft, ownerFacts, type OwnerFacts } from './owner';

export interface StoreListener {
  changed(run: Run): void;
  removed(store: string, run: string): void;
}

/** What is known of one store: its runs, and who wants to hear of them. */
interface Shelf {
  /** As it was named first. */
  readonly store: string;
  readonly runs: Map<string, Run>;
  /** Ids that stood on disk when it was last looked at: a run that could never be saved is not a removed one. */
  saved: ReadonlySet<string>;
  readonly listeners: Set<StoreListener>;
}

export interface RunBookOptions {
  readonly stateFolder: string;
  readonly log: Log;
  /** Whether this supervisor is at work on a run: then the disk is not asked about it. */
  readonly isOwn: (store: string, run: string) => boolean;
}

/** Every run of every store that somebody has asked about: those of this supervisor and those found on disk. */
export class RunBook {
  private readonly shelves = new Map<string, Shelf>();
  private lastStore: string | null = null;

  constructor(private readonly options: RunBookOptions) {}

  /** The store that was asked for last; empty when none has been. */
  get recentStore(): string {
    return this.lastStore ?? '';
  }

  /** All runs of a store, newest first. */
  list(store: string): Run[] {
    return [...this.shelf(store).runs.values()].sort(newestFirst);
  }

  find(store: string, run: string): Run | null {
    return this.shelf(store).runs.get(run) ?? null;
  }

  /** Hears of every change until the returned function is called. */
  watch(store: string, listener: StoreListener): () => void {
    const { listeners } = this.shelf(store);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Takes over a run's new state. */
  put(run: Run): void {
    const shelf = this.shelf(run.store);
    shelf.runs.set(run.id, run);
    for (const listener of shelf.listeners) listener.changed(run);
  }

  /** Forgets a run that is no longer to be seen. */
  remove(store: string, run: string): void {
    const shelf = this.shelf(store);
    if (!shelf.runs.delete(run)) return;
    for (const listener of shelf.listeners) listener.removed(store, run);
  }

  /** Reads a run from disk again, after it was changed there. */
  reread(store: string, id: string): Run {
    const run = this.read(resolve(store), id, ownerFacts(this.options.stateFolder));
    this.put(run);
    return run;
  }

  /** Looks at the disk again for one store: runs that were taken away or put back. */
  look(store: string): void {
    const shelf = this.shelf(store);
    this.compare(shelf.store, shelf);
  }

  /** Looks at the disk again, for every store that is watched: runs of other supervisors, and removed ones. */
  refresh(): void {
    for (const shelf of this.shelves.values())
      if (shelf.listeners.size > 0) this.compare(shelf.store, shelf);
  }

  private shelf(store: string): Shelf {
    const path = resolve(store);
    this.lastStore = path;
    const key = storeKey(path);
    const known = this.shelves.get(key);
    if (known !== undefined) return known;
    const shelf: Shelf = { store: path, runs: new Map(), saved: new Set(), listeners: new Set() };
    this.shelves.set(key, shelf);
    this.compare(path, shelf);
    return shelf;
  }

  private compare(store: string, shelf: Shelf): void {
    const facts = ownerFacts(this.options.stateFolder);
    const ids = new Set(listRunIds(store));
    for (const id of ids) {
      if (this.options.isOwn(store, id)) continue;
      const known = shelf.runs.get(id);
      if (known === undefined ? !hasRunFile(store, id) : isEnded(known.status)) continue;
      const found = this.read(store, id, facts);
      if (known !== undefined && JSON.stringify(found) === JSON.stringify(known)) continue;
      shelf.runs.set(id, found);
      for (const listener of shelf.listeners) listener.changed(found);
    }
    for (const id of shelf.saved) {
      if (ids.has(id) || this.options.isOwn(store, id)) continue;
      shelf.runs.delete(id);
      for (const listener of shelf.listeners) listener.removed(store, id);
    }
    shelf.saved = new Set([...ids].filter((id) => shelf.runs.has(id)));
  }

  /** A run from disk; one that was left in the middle is marked so there, too. */
  private read(store: string, id: string, facts: OwnerFacts): Run {
    const run = readRunOrFailure(store, id);
    const told = asLeft(run, facts);
    if (told === run) return run;
    this.options.log(`${id}: ${told.reason ?? ''}`);
    try {
      writeRunFile(told);
    } catch (error) {
      this.options.log(`${id}: its state cannot be saved: ${(error as Error).message}`);
    }
    return told;
  }
}
