import { SummaryFile, type SummaryPlace } from '../store/summary-file';

/** Read of a file at once: settings mostly stand at the beginning, what comes later is metrics. */
const LEAST_BYTES = 4 * 1024 * 1024;
/** What a single record may take: a picture, of which none is longer. */
const MOST_BYTES = 256 * 1024 * 1024;

export type Settings = Readonly<Record<string, string | number | boolean>>;

/** What an event file says of its run's hyperparameters, wherever in it that stands: looked for piece by piece. */
export class SettingsSearch {
  /** Null while none have been found. */
  found: Settings | null = null;
  private file: SummaryFile | null = null;
  private place: SummaryPlace | null = null;
  private most = LEAST_BYTES;
  /** So long was the file when nothing more could be read: its end was still being written. */
  private readTo = -1;

  constructor(private readonly path: string) {}

  /** Looks at the next few megabytes, unless they have been found. What is wrong with the file others say. */
  async lookOn(size: number): Promise<void> {
    this.file ??= new SummaryFile(this.path, {
      summary: (each) => {
        if (each.kind === 'hparams') this.place ??= each;
      },
      sessionStart: () => undefined,
    });
    const { file } = this;
    const before = file.position;
    if (this.found !== null || file.isDamaged || size === this.readTo) return;
    try {
      await file.readMore(undefined, this.most);
      // A record that is longer than what was read needs more of it.
      const isStuck = file.position === before && size - before > this.most;
      this.most = isStuck ? Math.min(MOST_BYTES, 2 * this.most) : LEAST_BYTES;
      this.readTo = file.position === before && !isStuck ? size : -1;
      const summary = this.place === null ? null : await file.read(this.place);
      if (summary?.kind === 'hparams') this.found = summary.hparams;
    } catch {
      // It was written anew, or is gone: from its start, the next time.
      this.file = null;
      this.place = null;
      this.readTo = -1;
    }
  }
}
