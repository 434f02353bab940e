import { basename, dirname, join } from 'node:path';
import { runName, type Run } from '../protocol/runs';
import { formatBytes, formatCount } from '../protocol/words';
import { runFolder } from '../store/layout';
import { folderBytes } from '../store/disk-use';
import { expendable, type Retention } from '../store/retention';
import { emptyOldTrash, moveToTrash, trashFolder } from '../store/trash';
import { UsageError } from './failure';
import { printJson } from './json';
import { wholeNumber } from './options';

export interface PruneRequest {
  readonly store: string;
  readonly retention: Retention;
  /** False: only says what would go. */
  readonly really: boolean;
  readonly json: boolean;
}

type Values = Readonly<Record<string, unknown>>;

/** What the options ask for; null where nothing is to be deleted. Throws a UsageError. */
export function pruneRequest(values: Values, store: string): PruneRequest | null {
  const { prune, keep, days, yes, json } = values;
  const extra = keep !== undefined || days !== undefined || yes === true;
  if (prune !== true) {
    if (extra) throw new UsageError('--keep, --days and --yes go with --prune.');
    return null;
  }
  const number = (option: string, text: unknown): number | null =>
    typeof text === 'string' ? wholeNumber(option, text, 0) : null;
  const retention = { keepRuns: number('--keep', keep), keepDays: number('--days', days) };
  if (retention.keepRuns === null && retention.keepDays === null)
    throw new UsageError('--prune needs --keep N, --days N, or both: what either keeps stays.');
  return { store, retention, really: yes === true, json: json === true };
}

/** Moves runs that need not be kept to the store's trash, or only tells which those are. */
export async function prune(runs: readonly Run[], request: PruneRequest): Promise<void> {
  const { store, retention, really, json } = request;
  const now = Date.now();
  const gone: { run: Run; bytes: number }[] = [];
  for (const run of expendable(runs, retention, now))
    gone.push({ run, bytes: await folderBytes(runFolder(store, run.id)) });
  for (const { run } of gone) if (really) moveToTrash(store, run.id, now);
  if (really && gone.length > 0) emptyOldTrash(store, now);
  if (json) {
    for (const { run, bytes } of gone) printJson({ run: run.id, bytes, deleted: really });
    return;
  }
  const lines = gone.map(({ run, bytes }) => `${run.id}  ${runName(run)}  ${formatBytes(bytes)}\n`);
  process.stdout.write(lines.join('') + sentence(request, gone));
}

function sentence(
  { store, really }: PruneRequest,
  gone: readonly { readonly bytes: number }[],
): string {
  if (gone.length === 0) return 'Nothing to delete: every run is kept.\n';
  const bytes = formatBytes(gone.reduce((sum, each) => sum + each.bytes, 0));
  const what = `${formatCount(gone.length)} ${gone.length === 1 ? 'run' : 'runs'} (${bytes})`;
  if (!really) return `${what} would be moved to the trash; add --yes to do it.\n`;
  const trash = trashFolder(store);
  const place = join(basename(dirname(trash)), basename(trash));
  return `${what} moved to ${place} for a week; move a folder back to have its run again.\n`;
}
