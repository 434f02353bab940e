import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Run } from '../../runtime/protocol/runs';
import { sameStore } from '../../runtime/protocol/store-path';

/** The runs that the panel shows. */
export interface Shown {
  readonly store: string;
  readonly runs: readonly string[];
}

/** More curves than this in one chart cannot be told apart. */
const MOST_RUNS = 12;

/**
 * What to show once runs have been started: they join those of the same task that are shown already, so that a
 * changed program stands beside what it was; the oldest make room.
 */
export function withStarted(
  before: Shown | null,
  started: readonly Run[],
  taskOf: (store: string, run: string) => string | undefined,
): Shown | null {
  const first = started[0];
  if (first === undefined) return before;
  const { store, spec } = first;
  const ids = started.map((run) => run.id);
  const earlier =
    before !== null && sameStore(before.store, store)
      ? before.runs.filter((id) => !ids.includes(id) && taskOf(store, id) === spec.task)
      : [];
  const room = Math.max(0, MOST_RUNS - ids.length);
  return { store, runs: [...earlier.slice(Math.max(0, earlier.length - room)), ...ids] };
}

/** A run and those that it was started with, of all known runs; oldest first. */
export function comparisonOf(run: Run, all: readonly Run[]): Run[] {
  if (run.comparison === null) return [run];
  return all
    .filter((each) => sameStore(each.store, run.store) && each.comparison === run.comparison)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * What is shown, kept in a file that is written at once: the editor's own memory of a page and of a workspace
 * lags some seconds behind, and a reload in between would bring back older runs.
 */
export class ShownFile {
  readonly #path: string | null;
  #shown: Shown | null;

  /** Null for a window without a workspace, which remembers nothing. */
  constructor(path: string | null) {
    this.#path = path;
    this.#shown = path === null ? null : readShown(path);
  }

  get shown(): Shown | null {
    return this.#shown;
  }

  keep(shown: Shown): void {
    const text = JSON.stringify(shown);
    if (text === JSON.stringify(this.#shown)) return;
    this.#shown = shown;
    if (this.#path === null) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(this.#path, text);
    } catch {
      // Without it a quick reload shows what the editor remembers.
    }
  }
}

function readShown(path: string): Shown | null {
  try {
    const { store, runs } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Shown>;
    return typeof store === 'string' && Array.isArray(runs) ? { store, runs } : null;
  } catch {
    return null;
  }
}
