import type {
  ContentKind,
  Summary,
  SummaryTag,
  SummaryTagKind,
} from '../../runtime/protocol/summaries';

/** What answers about the summaries of a run's tag: the supervisor. */
export interface SummarySource {
  steps(run: string, kind: ContentKind, tag: string): Promise<{ steps: readonly number[] }>;
  read(
    run: string,
    kind: ContentKind,
    tag: string,
    indices: readonly number[],
  ): Promise<{ revision: number; summaries: readonly Summary[] }>;
}

/** A tag and the shown runs that log it. */
export interface TagOfRuns<K extends SummaryTagKind = SummaryTagKind> {
  readonly kind: K;
  readonly tag: string;
  readonly runs: readonly string[];
}

/** What is there of a question so far. */
export interface Reading<T> {
  readonly value: T;
  /** A better answer is on its way. */
  readonly pending: boolean;
  /** Why there is none: one sentence. */
  readonly failure: string | null;
}

/** One tag of one run: what was told of it, and what was read while a card showed it. */
interface Entry {
  told: SummaryTag;
  steps: readonly number[];
  /** What `steps` were asked for; null while that has not happened. */
  stepsOf: string | null;
  readonly contents: Map<number, Summary>;
  readonly asked: Set<number>;
  failure: string | null;
}

interface RunEntry {
  readonly subscription: number;
  readonly tags: Map<string, Entry>;
}

/** So many summaries are kept of a tag whose card is on screen: pictures are large. */
const KEPT_PICTURES = 24;

/**
 * What the shown runs log besides scalars: the tags, as they are told; of the data what cards on screen have asked for,
 * for as long as they are there.
 */
export class SummaryBook {
  private readonly runs = new Map<string, RunEntry>();

  constructor(
    private readonly source: SummarySource,
    private readonly changed: () => void,
  ) {}

  /** Takes what a subscription tells; another one than before begins anew. */
  found(run: string, subscription: number, tags: readonly SummaryTag[]): void {
    let entry = this.runs.get(run);
    if (entry?.subscription !== subscription) {
      entry = { subscription, tags: new Map() };
      this.runs.set(run, entry);
    }
    for (const told of tags) {
      const key = keyOf(told.kind, told.tag);
      const known = entry.tags.get(key);
      if (known?.told.revision === told.revision) known.told = told;
      else entry.tags.set(key, emptyEntry(told));
    }
    this.changed();
  }

  /** Forgets all runs but these. */
  keepOnly(runs: readonly string[]): void {
    for (const run of this.runs.keys()) if (!runs.includes(run)) this.runs.delete(run);
  }

  /** All tags of these runs, by kind and name. */
  tags(runs: readonly string[]): TagOfRuns[] {
    const found = new Map<string, { kind: SummaryTagKind; tag: string; runs: string[] }>();
    for (const run of runs)
      for (const [key, { told }] of this.runs.get(run)?.tags ?? []) {
        if (told.count === 0) continue;
        const known = found.get(key) ?? { kind: told.kind, tag: told.tag, runs: [] };
        known.runs.push(run);
        found.set(key, known);
      }
    return [...found.values()].sort((a, b) => (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0));
  }

  /** The steps of a tag's summaries; asks for them where what is there is behind. */
  steps(run: string, kind: ContentKind, tag: string): Reading<readonly number[]> {
    const entry = this.entry(run, kind, tag);
    if (entry === undefined) return { value: [], pending: false, failure: null };
    const { count, revision } = entry.told;
    const wanted = `${count} ${revision}`;
    if (entry.stepsOf !== wanted) {
      entry.stepsOf = wanted;
      this.settle(entry, this.source.steps(run, kind, tag), ({ steps }) => {
        entry.steps = steps;
      });
    }
    return { value: entry.steps, pending: entry.steps.length < count, failure: entry.failure };
  }

  /** Summaries by their places among the tag's, those that are there; asks for the others. */
  read(
    run: string,
    kind: ContentKind,
    tag: string,
    indices: readonly number[],
  ): Reading<Summary[]> {
    const entry = this.entry(run, kind, tag);
    if (entry === undefined) return { value: [], pending: false, failure: null };
    const missing = indices.filter((index) => !entry.asked.has(index));
    if (missing.length > 0) {
      for (const index of missing) entry.asked.add(index);
      this.settle(entry, this.source.read(run, kind, tag, missing), ({ revision, summaries }) => {
        if (revision !== entry.told.revision) return;
        for (const each of summaries) entry.contents.set(each.index, each);
        if (kind === 'image') forgetOldest(entry, indices);
      });
    }
    const value = indices.flatMap((index) => entry.contents.get(index) ?? []);
    return { value, pending: value.length < indices.length, failure: entry.failure };
  }

  /**
   * Reads those of a tag's summaries that are chosen by their steps, for what leaves the panel: nothing of it is kept.
   * Throws an Error with a sentence where they cannot be had.
   */
  async readOnce(
    run: string,
    kind: ContentKind,
    tag: string,
    choose: (steps: readonly number[]) => readonly number[],
  ): Promise<{ steps: readonly number[]; summaries: readonly Summary[] }> {
    const { steps } = await this.source.steps(run, kind, tag);
    const indices = choose(steps);
    if (indices.length === 0) return { steps, summaries: [] };
    const { summaries } = await this.source.read(run, kind, tag, indices);
    return { steps, summaries };
  }

  /** No card shows the tag any more: its data go. */
  release(run: string, kind: ContentKind, tag: string): void {
    const entry = this.entry(run, kind, tag);
    if (entry !== undefined) this.runs.get(run)!.tags.set(keyOf(kind, tag), emptyEntry(entry.told));
  }

  private entry(run: string, kind: ContentKind, tag: string): Entry | undefined {
    return this.runs.get(run)?.tags.get(keyOf(kind, tag));
  }

  private settle<T>(entry: Entry, answer: Promise<T>, take: (value: T) => void): void {
    answer
      .then((value) => {
        entry.failure = null;
        take(value);
      })
      .catch((error: unknown) => {
        entry.failure = error instanceof Error ? error.message : String(error);
      })
      .finally(this.changed);
  }
}

const keyOf = (kind: SummaryTagKind, tag: string): string => `${kind} ${tag}`;

const emptyEntry = (told: SummaryTag): Entry => ({
  told,
  steps: [],
  stepsOf: null,
  contents: new Map(),
  asked: new Set(),
  failure: null,
});

/** Those that were read first go first; what is on screen stays. */
function forgetOldest({ contents, asked }: Entry, shown: readonly number[]): void {
  for (const index of contents.keys()) {
    if (contents.size <= KEPT_PICTURES) return;
    if (shown.includes(index)) continue;
    contents.delete(index);
    asked.delete(index);
  }
}

/**
 * Which of `count` summaries stand for all, at most `most`: every 2^k-th and the last, so that what was read stays
 * of use while a run goes on.
 */
export function spread(count: number, most: number): number[] {
  if (count === 0) return [];
  let stride = 1;
  while (Math.ceil(count / stride) + 1 > most && stride < count) stride *= 2;
  const indices = Array.from({ length: Math.ceil(count / stride) }, (_, i) => i * stride);
  if (indices.at(-1) !== count - 1) indices.push(count - 1);
  return indices;
}
