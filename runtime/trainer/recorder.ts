import type { HistogramRow, ScalarRow } from '../store/event-file-writer';
import type { FromTrainer } from './messages';
import type { RingReader, Scalars } from './ring';

/** What the recorder needs of an event file. */
export interface EventFile {
  appendScalars(rows: readonly ScalarRow[]): void;
  appendHistograms(rows: readonly HistogramRow[]): void;
  flush(): void;
  close(): void;
}

/** After the disk refused, it is asked again this much later, in milliseconds. */
const RETRY = 5000;

/**
 * Takes scalars out of the ring, appends them to the event file and streams them on. A disk that refuses never
 * stops the stream: it is told once, and what it missed is offered to it again.
 */
export class Recorder {
  readonly #reader: RingReader;
  readonly #open: () => EventFile;
  readonly #post: (message: FromTrainer) => void;
  readonly #now: () => number;
  readonly #tags: string[] = [];
  #announced = 0;
  #file: EventFile | null = null;
  #unwritten: ScalarRow[] = [];
  #unwrittenHistograms: HistogramRow[] = [];
  #warned = false;
  #retryAt = 0;

  constructor(
    reader: RingReader,
    open: () => EventFile,
    post: (message: FromTrainer) => void,
    now: () => number = Date.now,
  ) {
    this.#reader = reader;
    this.#open = open;
    this.#post = post;
    this.#now = now;
  }

  addTag(name: string): void {
    this.#tags.push(name);
  }

  /** Takes histograms for the file; they are not streamed. */
  addHistograms(row: HistogramRow): void {
    this.#unwrittenHistograms.push(row);
  }

  /** Moves what has gathered in the ring. */
  drain(): void {
    const scalars = this.#reader.drain(this.#tags.length);
    if (scalars.tags.length > 0) {
      this.#unwritten.push(...this.#rowsOf(scalars));
      this.#post({ kind: 'rows', newTags: this.#tags.slice(this.#announced), ...scalars });
      this.#announced = this.#tags.length;
    }
    if (this.#now() >= this.#retryAt) this.#write();
  }

  /** Moves the rest and closes the file. */
  close(): void {
    this.#retryAt = 0;
    this.drain();
    this.#guard(() => this.#file?.close());
  }

  #write(): void {
    const waiting = this.#unwritten.length + this.#unwrittenHistograms.length;
    if (waiting === 0 && this.#retryAt === 0) return;
    this.#guard(() => {
      this.#file ??= this.#open();
      const rows = this.#unwritten;
      // The file keeps what it could not write, so the rows are its own from here on.
      const histograms = this.#unwrittenHistograms;
      this.#unwritten = [];
      this.#unwrittenHistograms = [];
      this.#file.appendScalars(rows);
      this.#file.appendHistograms(histograms);
      this.#file.flush();
      this.#retryAt = 0;
    });
  }

  #guard(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#retryAt = this.#now() + RETRY;
      if (this.#warned) return;
      this.#warned = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.#post({
        kind: 'warning',
        message: `The run's metrics cannot be written to disk (${reason}); training goes on. Free some space or check the folder's permissions.`,
      });
    }
  }

  /** One event per step: consecutive scalars of the same step belong together. */
  #rowsOf({ tags, steps, wallTimes, values }: Scalars): ScalarRow[] {
    const rows: { step: number; wallTime: number; scalars: { tag: string; value: number }[] }[] =
      [];
    for (let i = 0; i < tags.length; i++) {
      const scalar = { tag: this.#tags[tags[i]!]!, value: values[i]! };
      const row = rows.at(-1);
      if (row?.step === steps[i] && row?.wallTime === wallTimes[i]) row.scalars.push(scalar);
      else rows.push({ step: steps[i]!, wallTime: wallTimes[i]!, scalars: [scalar] });
    }
    return rows;
  }
}
