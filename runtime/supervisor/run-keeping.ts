import type { PruneParams, RunSize } from '../protocol/messages';
import { isEnded, type Annotations, type Run } from '../protocol/runs';
import { writeAnnotations } from '../store/annotations';
import { folderBytes } from '../store/disk-use';
import { runFolder } from '../store/layout';
import { expendable } from '../store/retention';
import { emptyOldTrash, moveToTrash, takeFromTrash } from '../store/trash';
import type { RunBook } from './run-book';
import type { RunQueue } from './run-queue';

/** What people do to runs on disk: write about them, delete them, have them back. Errors are sentences. */
export class RunKeeping {
  /** What runs that have ended take: that changes no more. */
  private readonly knownSizes = new WeakMap<Run, number>();

  constructor(
    private readonly queue: RunQueue,
    private readonly book: RunBook,
  ) {}

  annotate(store: string, id: string, annotations: Annotations): Run {
    const live = this.queue.find(store, id);
    if (live !== null) return live.annotate(annotations);
    const { store: path } = this.own(store, id);
    writeAnnotations(runFolder(path, id), annotations);
    return this.book.reread(path, id);
  }

  /** All or none, as far as can be known beforehand. */
  delete(store: string, ids: readonly string[]): null {
    const runs = ids.map((id) => this.own(store, id));
    const going = runs.find(({ id, endedAt }) => endedAt === null || this.queue.find(store, id));
    if (going !== undefined)
      throw new Error(`${going.spec.program.name} (${going.id}) has not ended: stop it first.`);
    const now = Date.now();
    try {
      for (const run of runs) moveToTrash(run.store, run.id, now);
    } finally {
      this.book.look(store);
    }
    emptyOldTrash(runs[0]?.store ?? store, now);
    return null;
  }

  /** Deletes what is neither to be kept nor spared, and says what that was. */
  async prune({ store, spare, ...retention }: PruneParams): Promise<RunSize[]> {
    const candidates = (): string[] =>
      expendable(this.book.list(store), retention, Date.now())
        .map(({ id }) => id)
        .filter((id) => !spare.includes(id) && this.queue.find(store, id) === null);
    const sizes = await this.sizes(store, candidates());
    // Somebody may have pinned one meanwhile, or taken it up again.
    const now = new Set(candidates());
    const pruned = sizes.filter(({ run }) => now.has(run));
    if (pruned.length > 0)
      this.delete(
        store,
        pruned.map(({ run }) => run),
      );
    return pruned;
  }

  /** Of these runs of a store, or of all; those that other programs log left out. */
  async sizes(store: string, ids: readonly string[] | null): Promise<RunSize[]> {
    const runs = ids === null ? this.book.list(store) : ids.map((id) => this.known(store, id));
    const sizes: RunSize[] = [];
    for (const run of runs)
      if (run.log === undefined) sizes.push({ run: run.id, bytes: await this.sizeOf(run) });
    return sizes;
  }

  private async sizeOf(run: Run): Promise<number> {
    const known = this.knownSizes.get(run);
    if (known !== undefined) return known;
    const bytes = await folderBytes(runFolder(run.store, run.id));
    if (isEnded(run.status)) this.knownSizes.set(run, bytes);
    return bytes;
  }

  restore(store: string, ids: readonly string[]): Run[] {
    try {
      for (const id of ids) takeFromTrash(store, id);
    } finally {
      this.book.look(store);
    }
    return ids.map((id) => this.known(store, id));
  }

  /** A run whose folder is ours to write to. */
  private own(store: string, id: string): Run {
    const run = this.known(store, id);
    if (run.log !== undefined)
      throw new Error(
        `${run.spec.program.name} is another program's log, which Optiscope does not touch.`,
      );
    return run;
  }

  private known(store: string, id: string): Run {
    const run = this.book.find(store, id);
    if (run === null) throw new Error(`There is no run ${id} in ${store}.`);
    return run;
  }
}
