import { SummaryFile, type SummaryPlace } from '../store/summary-file';

/** Settings stand at the beginning: what comes later is a long file's metrics. */
const HEAD_BYTES = 256 * 1024;

export type Settings = Readonly<Record<string, string | number | boolean>>;

/** What an event file says of its run's hyperparameters; null where it says nothing near its beginning. */
export async function readSettings(path: string): Promise<Settings | null> {
  try {
    let place: SummaryPlace | null = null;
    const file = new SummaryFile(path, {
      summary: (each) => {
        if (each.kind === 'hparams') place ??= each;
      },
      sessionStart: () => undefined,
    });
    await file.readMore(undefined, HEAD_BYTES);
    const summary = place === null ? null : await file.read(place);
    return summary?.kind === 'hparams' ? summary.hparams : null;
  } catch {
    return null;
  }
}
