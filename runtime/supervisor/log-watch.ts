import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { findLogFolders, type LogFolder } from '../logs/find';
import { logRun, type Machine } from '../logs/log-run';
import { readLoggedState } from '../logs/state-file';
import { SettingsSearch, type Settings } from '../logs/settings';
import { readTableEnds } from '../logs/tables/ends';
import { readTail, type LogTail } from '../logs/tail';
import { processLives } from '../protocol/lock';
import type { LogsParams } from '../protocol/messages';
import type { Run } from '../protocol/runs';
import { sameStore } from '../protocol/store-path';
import type { Log } from './log';
import type { RunBook } from './run-book';

/** Looking through a folder takes at most this share of a core. */
const SHARE_OF_TIME = 1 / 20;
/** Tails are read of so many of a folder's files at most, the last written ones. */
const MOST_TAILS = 4;
/** Hyperparameters are looked for in so many of a folder's files at most, those written first. */
const MOST_SEARCHED = 4;
/** What tells a log from other tables stands in so much of it. */
const SETTLED_BYTES = 64 * 1024;

interface FileFacts {
  readonly path: string;
  /** Milliseconds since 1970; Infinity where the file system does not say. */
  readonly begunAt: number;
  readonly size: number;
  readonly writtenAt: number;
}

/** One folder that is watched for one store. */
interface Root {
  readonly store: string;
  readonly folder: string;
  /** Whether CSV and JSON-lines files count. */
  readonly tables: boolean;
  /** Who wants it watched. */
  readonly watchers: Set<object>;
  /** The runs found in it, by their ids, as they were told. */
  runs: ReadonlyMap<string, Run>;
  /** What was read of each file when it had that size; null: a table that is no log. */
  readonly tails: Map<string, { readonly size: number; readonly tail: LogTail | null }>;
  /** The search for hyperparameters in a file, by its path. */
  readonly settings: Map<string, SettingsSearch>;
  /** Milliseconds since 1970: before that it is not looked through again. */
  restsUntil: number;
  looking: Promise<void> | null;
  toldIncomplete: boolean;
}

/**
 * Finds what other programs log under watched folders and keeps it in the book of runs. It looks again and again
 * instead of waiting to be told of changes: on network drives and in containers nobody tells.
 */
export class LogWatch {
  private readonly roots = new Map<string, Root>();
  /** What reading the whole of a run's files has brought to light, by its id. */
  private readonly problems = new Map<string, readonly string[]>();
  private readonly machine: Machine = { host: hostname(), lives: processLives };

  constructor(
    private readonly book: RunBook,
    private readonly log: Log,
  ) {}

  /** Resolves with the number of runs in the folder, once it has been looked through. */
  async watch(watcher: object, params: LogsParams): Promise<number> {
    const { store, folder, tables = false } = params;
    const key = keyOf(params);
    const root: Root = this.roots.get(key) ?? {
      store: resolve(store),
      folder: resolve(folder),
      tables,
      watchers: new Set(),
      runs: new Map(),
      tails: new Map(),
      settings: new Map(),
      restsUntil: 0,
      looking: null,
      toldIncomplete: false,
    };
    this.roots.set(key, root);
    root.watchers.add(watcher);
    await this.look(root);
    return root.runs.size;
  }

  unwatch(watcher: object, params: LogsParams): void {
    const root = this.roots.get(keyOf(params));
    if (root !== undefined) this.leave(watcher, root);
  }

  /** The watcher has gone. */
  forget(watcher: object): void {
    for (const root of [...this.roots.values()]) this.leave(watcher, root);
  }

  /**
   * Something that the person should know of a log; shown with its run from the next look on, instead of an earlier
   * sentence where it takes that one's place.
   */
  note({ id }: Run, sentence: string, instead: string | null): void {
    const others = (this.problems.get(id) ?? []).filter((each) => each !== instead);
    this.problems.set(id, [...others, sentence]);
  }

  async refresh(): Promise<void> {
    const now = Date.now();
    const due = [...this.roots.values()].filter((root) => root.restsUntil <= now);
    await Promise.all(due.map((root) => this.look(root)));
  }

  private leave(watcher: object, root: Root): void {
    if (!root.watchers.delete(watcher) || root.watchers.size > 0) return;
    this.roots.delete(keyOf(root));
    for (const id of root.runs.keys()) this.removeUnlessElsewhere(root.store, id);
  }

  private look(root: Root): Promise<void> {
    root.looking ??= this.lookThrough(root).finally(() => {
      root.looking = null;
    });
    return root.looking;
  }

  private async lookThrough(root: Root): Promise<void> {
    const begun = Date.now();
    const { folders, complete } = await findLogFolders(root.folder, root.tables);
    if (!complete && !root.toldIncomplete) {
      root.toldIncomplete = true;
      this.log(`${root.folder} holds too many folders: not all of them are searched for logs.`);
    }
    const runs = new Map<string, Run>();
    for (const found of folders) {
      const all = [await this.runOf(root, found)];
      for (const table of found.tables) all.push(await this.runOfTable(root, found.folder, table));
      for (const run of all) if (run !== null) runs.set(run.id, run);
    }
    const now = Date.now();
    root.restsUntil = now + (now - begun) / SHARE_OF_TIME;
    if (root.watchers.size === 0) return;
    const before = root.runs;
    root.runs = runs;
    for (const [id, run] of runs)
      if (JSON.stringify(run) !== JSON.stringify(before.get(id))) this.book.put(run);
    for (const id of before.keys()) if (!runs.has(id)) this.removeUnlessElsewhere(root.store, id);
  }

  /** Null for a folder that holds no event file. */
  private async runOf(root: Root, { folder, files }: LogFolder): Promise<Run | null> {
    const found = (await Promise.all(files.map((name) => factsOf(join(folder, name)))))
      .filter((facts) => facts !== null)
      .sort((a, b) => a.writtenAt - b.writtenAt);
    const last = found.at(-1);
    if (last === undefined) return null;
    const tails: LogTail[] = [];
    for (const facts of found.slice(-MOST_TAILS))
      tails.push((await this.tailOf(root, facts, readTail)) ?? NOTHING_KNOWN);
    const run = logRun(
      {
        store: root.store,
        root: root.folder,
        folder,
        file: null,
        begunAt: Math.min(...files.map(beginOf), found[0]!.writtenAt),
        writtenAt: Math.round(last.writtenAt),
        tails,
        state: await readLoggedState(folder),
        settings: await this.settingsOfFirst(root, found.slice(0, MOST_SEARCHED)),
      },
      this.machine,
    );
    return this.withProblems(run);
  }

  /** Null for a table that is no log, or gone meanwhile. */
  private async runOfTable(root: Root, folder: string, file: string): Promise<Run | null> {
    const facts = await factsOf(join(folder, file));
    if (facts === null) return null;
    const tail = await this.tailOf(root, facts, readTableEnds);
    if (tail === null) return null;
    const { store, folder: rootFolder } = root;
    const writtenAt = Math.round(facts.writtenAt);
    const begunAt = Math.round(Math.min(facts.begunAt, facts.writtenAt));
    const run = logRun(
      {
        ...{ store, root: rootFolder, folder, file, begunAt, writtenAt },
        ...{ tails: [tail], state: null, settings: {} },
      },
      this.machine,
    );
    return this.withProblems(run);
  }

  private withProblems(run: Run): Run {
    return { ...run, warnings: [...run.warnings, ...(this.problems.get(run.id) ?? [])] };
  }

  /** They stand in one of the first files: writers of metrics and of hyperparameters may have one each. */
  private async settingsOfFirst(root: Root, files: readonly FileFacts[]): Promise<Settings> {
    for (const file of files) {
      const settings = await this.settingsOf(root, file);
      if (settings !== null) return settings;
    }
    return {};
  }

  private async settingsOf(root: Root, { path, size }: FileFacts): Promise<Settings | null> {
    const search = root.settings.get(path) ?? new SettingsSearch(path);
    root.settings.set(path, search);
    await search.lookOn(size);
    return search.found;
  }

  private async tailOf(
    root: Root,
    { path, size }: FileFacts,
    read: (path: string, size: number) => Promise<LogTail | null>,
  ): Promise<LogTail | null> {
    const known = root.tails.get(path);
    const isNoLog = known?.tail === null && known.size > SETTLED_BYTES;
    if (known?.size === size || isNoLog) return known.tail;
    try {
      const tail = await read(path, size);
      root.tails.set(path, { size, tail });
      return tail;
    } catch {
      return known?.tail ?? null;
    }
  }

  /** A run can be found by way of two watched folders, one within the other. */
  private removeUnlessElsewhere(store: string, id: string): void {
    const elsewhere = [...this.roots.values()].some(
      (root) => sameStore(root.store, store) && root.runs.has(id),
    );
    if (!elsewhere) this.book.remove(store, id);
  }
}

const NOTHING_KNOWN: LogTail = { step: null, metrics: {} };

const keyOf = ({ store, folder, tables = false }: LogsParams): string =>
  JSON.stringify([resolve(store), resolve(folder), tables]);

async function factsOf(path: string): Promise<FileFacts | null> {
  try {
    const { size, mtimeMs, birthtimeMs } = await stat(path);
    return { path, begunAt: birthtimeMs || Infinity, size, writtenAt: mtimeMs };
  } catch {
    return null;
  }
}

/** When an event file was begun, in milliseconds since 1970, as its name has it; Infinity where it does not say. */
function beginOf(name: string): number {
  const seconds = /tfevents\.(\d{9,11})(?:\.|$)/.exec(name)?.[1];
  return seconds === undefined ? Infinity : Number(seconds) * 1000;
}
