import { join } from 'node:path';
import type { Run } from '../protocol/runs';
import { loadEvents } from '../series/load';
import { RunSeries } from '../series/series';
import { EventFileReader } from '../store/event-file-reader';
import { logFolderOf } from '../store/layout';
import { listEventFileNames } from '../store/run-folders';
import type { Log } from './log';

/** Points kept in memory for runs that have ended and that nobody is subscribed to: about 200 MB. */
const KEPT_POINTS = 10_000_000;

/** The series of one run on disk, and how far its event files have been read. */
class StoredSeries {
  readonly series = new RunSeries();
  private readonly readers = new Map<string, EventFileReader>();
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly log: Log,
    private readonly tellProblem: (sentence: string) => void,
  ) {}

  /** Reads what has been added to the files; one call at a time. */
  readMore(): Promise<void> {
    this.reading = this.reading.then(() => this.readFiles());
    return this.reading;
  }

  private async readFiles(): Promise<void> {
    for (const name of listEventFileNames(this.folder)) {
      const reader = this.readers.get(name) ?? new EventFileReader(join(this.folder, name));
      this.readers.set(name, reader);
      const before = reader.problem;
      try {
        await loadEvents(this.series, reader);
      } catch (error) {
        this.log(`${reader.path} cannot be read: ${(error as Error).message}`);
      }
      if (reader.problem !== null && reader.problem !== before) {
        this.log(reader.problem);
        this.tellProblem(reader.problem);
      }
    }
  }
}

/** Finds the series of any run: in memory, or in the run's event files. */
export class SeriesShelf {
  /** In the order of their last use. */
  private readonly live = new Map<string, RunSeries>();
  private readonly stored = new Map<string, StoredSeries>();

  constructor(
    private readonly log: Log,
    /** Told what keeps a run's files from being read as a whole. */
    private readonly tellProblem: (run: Run, sentence: string) => void,
  ) {}

  /** Takes in the series of a run of this supervisor, which grows by itself. */
  addLive(run: Run, series: RunSeries): void {
    this.live.set(keyOf(run), series);
  }

  /** The series as far as it is known now. */
  async open(run: Run): Promise<RunSeries> {
    const key = keyOf(run);
    const live = this.live.get(key);
    if (live !== undefined) return live;
    const stored =
      this.stored.get(key) ??
      new StoredSeries(logFolderOf(run), this.log, (sentence) => {
        this.tellProblem(run, sentence);
      });
    this.stored.set(key, stored);
    await stored.readMore();
    return stored.series;
  }

  /** Reads on in the event files of runs to which somebody is subscribed: another supervisor may be writing them. */
  async refresh(): Promise<void> {
    for (const stored of this.stored.values())
      if (stored.series.hasListeners) await stored.readMore();
  }

  /** Lets go of the longest unused series beyond what is worth its memory. `isLive`: still growing. */
  trim(isLive: (series: RunSeries) => boolean): void {
    const unused: (() => number)[] = [];
    for (const [key, series] of this.live)
      if (!isLive(series) && !series.hasListeners)
        unused.push(() => (this.live.delete(key), series.points));
    for (const [key, { series }] of this.stored)
      if (!series.hasListeners) unused.push(() => (this.stored.delete(key), series.points));
    let points = [...this.live.values(), ...[...this.stored.values()].map((each) => each.series)]
      .map((series) => series.points)
      .reduce((sum, count) => sum + count, 0);
    for (const letGo of unused) {
      if (points <= KEPT_POINTS) return;
      points -= letGo();
    }
  }
}

const keyOf = (run: Run): string => JSON.stringify([run.store, run.id]);
