import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ContentKind, Summary, SummaryTag, SummaryTagKind } from '../protocol/summaries';
import { listEventFileNames } from '../store/run-folders';
import { ReplacedError } from '../store/scalar-file';
import { SummaryFile, type SummaryPlace, type SummarySink } from '../store/summary-file';
import type { Plugins } from '../store/summaries';
import { contentOf } from './content';

/** Where so many summaries stand takes some 50 MB: beyond that, further ones are left out and the person is told. */
const MOST_PLACES = 1_000_000;
/** Listeners are told at most this often while long files are looked through. */
const TELL_MS = 100;

/** Where the summaries of one tag stand, as parallel lists. */
interface TagPlaces {
  readonly kind: SummaryTagKind;
  readonly tag: string;
  revision: number;
  readonly steps: number[];
  readonly wallTimes: number[];
  readonly offsets: number[];
  readonly lengths: number[];
  readonly files: number[];
}

const LISTS = ['steps', 'wallTimes', 'offsets', 'lengths', 'files'] as const;

/**
 * What a run has logged besides scalars: where it stands in the run's event files, never the thing itself. A session
 * that begins again supersedes what was logged from its step on.
 */
export class RunSummaries {
  private readonly places = new Map<string, TagPlaces>();
  private files = new Map<string, SummaryFile>();
  private plugins: Plugins = new Map();
  private readonly listeners = new Set<() => void>();
  private reading: Promise<void> | null = null;
  private count = 0;
  private lastRevision = 0;
  private toldAt = 0;
  private isFull = false;

  constructor(
    private readonly folder: string,
    /** Something that keeps summaries from being found: a sentence for the person. */
    private readonly tellProblem: (sentence: string) => void,
  ) {}

  /** All tags, in the order in which they appeared. */
  get tags(): SummaryTag[] {
    return [...this.places.values()].map(({ kind, tag, steps, revision }) => ({
      kind,
      tag,
      count: steps.length,
      revision,
    }));
  }

  /** Calls back when tags or summaries have come or gone, until the returned function is called. */
  listen(changed: () => void): () => void {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  }

  /** Looks through what has been added to the files, unless that is going on already. */
  readMore(): Promise<void> {
    this.reading ??= this.readFiles().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  stepsOf(kind: ContentKind, tag: string): { revision: number; steps: readonly number[] } {
    const places = this.places.get(keyOf(kind, tag));
    return { revision: places?.revision ?? 0, steps: places?.steps ?? [] };
  }

  /** Reads summaries by their places among a tag's; those that are not there are left out. */
  async read(
    kind: ContentKind,
    tag: string,
    indices: readonly number[],
  ): Promise<{ revision: number; summaries: Summary[] }> {
    const places = this.places.get(keyOf(kind, tag));
    if (places === undefined) return { revision: 0, summaries: [] };
    const { revision } = places;
    const files = [...this.files.values()];
    const wanted = indices
      .filter((index) => index < places.steps.length)
      .map((index) => ({
        index,
        file: files[places.files[index]!]!,
        place: placeAt(places, index),
      }));
    const summaries: Summary[] = [];
    for (const { index, file, place } of wanted) {
      const { step, wallTime } = place;
      summaries.push({ index, step, wallTime, ...(await contentOf(file, place)) });
    }
    return { revision, summaries };
  }

  private async readFiles(): Promise<void> {
    const names = listEventFileNames(this.folder);
    for (const name of names) {
      const known = this.files.get(name);
      const number = known === undefined ? this.files.size : [...this.files.keys()].indexOf(name);
      const file =
        known ?? new SummaryFile(join(this.folder, name), this.sinkFor(number), this.plugins);
      this.files.set(name, file);
      try {
        await file.readMore(() => this.pause());
      } catch (error) {
        // What else is wrong with a file, whoever reads its scalars says.
        if (error instanceof ReplacedError) return this.readAgain();
      }
    }
    this.tell();
  }

  /** What was found no longer holds. */
  private readAgain(): Promise<void> {
    this.supersede(-Infinity);
    this.files = new Map();
    this.plugins = new Map();
    return this.readFiles();
  }

  private sinkFor(file: number): SummarySink {
    return {
      summary: (place) => this.note(place, file),
      sessionStart: (step) => this.supersede(step),
    };
  }

  private note({ kind, tag, step, wallTime, offset, length }: SummaryPlace, file: number): void {
    if (kind === 'hparams') return;
    if (this.count >= MOST_PLACES) return this.sayFull();
    const key = keyOf(kind, tag);
    let places = this.places.get(key);
    if (places === undefined) {
      const revision = ++this.lastRevision;
      places = {
        kind,
        tag,
        revision,
        steps: [],
        wallTimes: [],
        offsets: [],
        lengths: [],
        files: [],
      };
      this.places.set(key, places);
    }
    const { steps, wallTimes, offsets, lengths, files } = places;
    steps.push(step);
    wallTimes.push(wallTime);
    offsets.push(offset);
    lengths.push(length);
    files.push(file);
    this.count++;
  }

  private sayFull(): void {
    if (this.isFull) return;
    this.isFull = true;
    this.tellProblem(
      `${this.folder} holds more than ${MOST_PLACES.toLocaleString('en')} histograms, texts and pictures: ` +
        'the first of them are shown.',
    );
  }

  private supersede(step: number): void {
    for (const places of this.places.values()) {
      const kept = places.steps.flatMap((each, i) => (each < step ? [i] : []));
      if (kept.length === places.steps.length) continue;
      this.count -= places.steps.length - kept.length;
      places.revision = ++this.lastRevision;
      for (const list of LISTS) {
        const values = places[list];
        const left = kept.map((i) => values[i]!);
        values.splice(0, values.length, ...left);
      }
    }
  }

  private async pause(): Promise<void> {
    const now = Date.now();
    if (now - this.toldAt >= TELL_MS) {
      this.toldAt = now;
      this.tell();
    }
    await nextTurn();
  }

  private tell(): void {
    for (const changed of this.listeners) changed();
  }
}

const keyOf = (kind: string, tag: string): string => `${kind} ${tag}`;

const placeAt = (
  { kind, tag, steps, wallTimes, offsets, lengths }: TagPlaces,
  index: number,
): SummaryPlace => ({
  kind,
  tag,
  step: steps[index]!,
  wallTime: wallTimes[index]!,
  offset: offsets[index]!,
  length: lengths[index]!,
});
