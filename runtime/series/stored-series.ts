import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TableFile } from '../logs/tables/table-file';
import { listEventFileNames } from '../store/run-folders';
import { ScalarFile, ReplacedError } from '../store/scalar-file';
import type { TrainerRows } from '../trainer/messages';
import { readCache, writeCache } from './cache';
import { RunSeries } from './series';

/** Event files of which so much was read since the cache was written are worth a new one: a quarter of a second. */
const WORTH_KEEPING_BYTES = 16 * 1024 * 1024;

/** Tells listeners of points at most this often while a long history is read. */
const TELL_MS = 50;

/** Who hears of what goes wrong, in sentences. */
export interface Told {
  /** For the log. */
  log(text: string): void;
  /** Something that keeps the files from being read as a whole: for the person. It may replace an earlier sentence. */
  problem(text: string, instead: string | null): void;
}

interface LiveRows {
  /** The series' index of each of the trainer's tags. */
  readonly tags: number[];
  /** Came while files were still being read. */
  readonly waiting: TrainerRows[];
  /** The first row has come. */
  begun: boolean;
}

/** The series of one run: out of its event files, and, while it is a run of this supervisor, out of its trainer's rows. */
export class StoredSeries {
  readonly series = new RunSeries();
  private readonly files = new Map<string, ScalarFile | TableFile>();
  /** How much of each file the cache holds. */
  private kept: ReadonlyMap<string, number> = new Map();
  private reading: Promise<void> | null = null;
  private live: LiveRows | null = null;
  /** Rows have come: the files hold nothing new, and reading them would repeat it. */
  private hasRows = false;
  private toldAt = 0;

  constructor(
    private readonly folder: string,
    private readonly tell: Told,
    /** The one file that is read instead of event files. */
    private readonly table?: string,
  ) {}

  get isLive(): boolean {
    return this.live !== null;
  }

  /** Reads what has been added to the files, unless that is going on already. */
  readMore(): Promise<void> {
    if (this.hasRows || this.live !== null) return Promise.resolve();
    return this.read();
  }

  /** From now on rows are what comes: `tags` are those that the trainer has told so far. */
  begin(tags: readonly string[]): void {
    this.live = {
      tags: tags.map((tag) => this.series.tagIndex(tag)),
      waiting: [],
      begun: false,
    };
    if (!this.hasRows && listEventFileNames(this.folder).length > 0) void this.read();
  }

  end(): void {
    this.live = null;
  }

  /** Takes rows in, behind what the files held when the run began. */
  append(rows: TrainerRows): void {
    if (this.live === null) return;
    if (this.reading !== null) this.live.waiting.push(rows);
    else this.take(this.live, rows);
  }

  private take(live: LiveRows, rows: TrainerRows): void {
    const { series } = this;
    this.hasRows = true;
    for (const tag of rows.newTags) live.tags.push(series.tagIndex(tag));
    // A trainer that begins again from a checkpoint supersedes what was logged behind it.
    if (!live.begun && rows.steps.length > 0) series.sessionStart(rows.steps[0]!);
    live.begun ||= rows.steps.length > 0;
    for (let i = 0; i < rows.tags.length; i++) {
      const tag = live.tags[rows.tags[i]!];
      if (tag === undefined) throw new RangeError(`no tag has the index ${rows.tags[i]!}`);
      series.scalar(tag, rows.steps[i]!, rows.wallTimes[i]!, rows.values[i]!);
    }
    series.changed();
  }

  private read(): Promise<void> {
    this.reading ??= this.readFiles().finally(() => {
      this.reading = null;
      const { live } = this;
      if (live !== null) for (const rows of live.waiting.splice(0)) this.take(live, rows);
    });
    return this.reading;
  }

  private async readFiles(): Promise<void> {
    const names = this.table === undefined ? listEventFileNames(this.folder) : [this.table];
    if (names.length === 0) return;
    if (this.files.size === 0) await this.readKept();
    for (const name of names) {
      const file = this.files.get(name) ?? this.fileOf(name);
      this.files.set(name, file);
      try {
        await this.readFile(file);
      } catch (error) {
        if (!(error instanceof ReplacedError))
          this.tell.log(`${file.path} cannot be read: ${(error as Error).message}`);
        else return this.readAgain(error.message);
      }
    }
    this.series.complete = true;
    this.series.changed();
    await this.keep();
  }

  private fileOf(name: string): ScalarFile | TableFile {
    const path = join(this.folder, name);
    return this.table === undefined
      ? new ScalarFile(path, this.series, this.kept.get(name) ?? 0)
      : new TableFile(path, this.series);
  }

  private async readKept(): Promise<void> {
    this.series.complete = false;
    if (this.series.points === 0 && this.table === undefined)
      this.kept = await readCache(this.folder, this.series);
    this.series.changed();
  }

  /** Writes a cache when reading took long without it. */
  private async keep(): Promise<void> {
    const offsets = new Map([...this.files].map(([name, { offset }]) => [name, offset]));
    let bytes = 0;
    for (const [name, offset] of offsets) bytes += offset - (this.kept.get(name) ?? 0);
    if (this.table !== undefined) return;
    const isSound = [...this.files.values()].every(({ problem }) => problem === null);
    if (bytes < WORTH_KEEPING_BYTES || !isSound || this.live !== null) return;
    this.kept = offsets;
    try {
      await writeCache(this.folder, this.series, offsets);
    } catch (error) {
      this.tell.log(`${this.folder}: no cache was written: ${(error as Error).message}`);
    }
  }

  private async readFile(file: ScalarFile | TableFile): Promise<void> {
    const before = file.problem;
    await file.readMore(async () => {
      const now = Date.now();
      if (now - this.toldAt >= TELL_MS) {
        this.toldAt = now;
        this.series.changed();
      }
      await nextTurn();
    });
    if (file.problem !== null && file.problem !== before) this.tell.problem(file.problem, before);
  }

  /** What was read no longer holds: everything is read from its start. Many programs write a table anew each time. */
  private readAgain(why: string): Promise<void> {
    if (this.table === undefined) this.tell.problem(why, null);
    this.files.clear();
    this.kept = new Map();
    this.series.sessionStart(-Infinity);
    return this.readFiles();
  }
}
