import * as vscode from 'vscode';
import type { SupervisorConnection } from '../../runtime/protocol/client';
import { PruneRuns, RestoreRuns, type RunSize } from '../../runtime/protocol/messages';
import { isEnded } from '../../runtime/protocol/runs';
import { formatBytes, formatCount } from '../../runtime/protocol/words';
import type { Runtime } from '../runtime';
import { retention } from '../settings';
import { shownStores } from '../stores';
import type { RunBook } from './book';

/** Runs that were had back: they are not taken a second time. */
const SPARED = 'optiscope.sparedRuns';
const UNDO = 'Undo';
const SETTINGS = 'Open Settings';

/**
 * Deletes old runs where the person's settings ask for it: when a window finds its runs and when one has ended. Never
 * when a setting changes: on the way to 100 somebody types 1.
 */
export function keepFewRuns(
  context: vscode.ExtensionContext,
  runtime: Runtime,
  book: RunBook,
): vscode.Disposable {
  let connection: SupervisorConnection | null = null;
  const prune = async (store: string): Promise<void> => {
    const { keepRuns, keepDays } = retention(store);
    if (connection === null || (keepRuns === null && keepDays === null)) return;
    const spare = context.workspaceState.get<readonly string[]>(SPARED, []);
    const request = { store, keepRuns, keepDays, spare };
    const gone = await connection.rpc.sendRequest(PruneRuns, request);
    for (const { run } of gone) book.remove({ store, run });
    if (gone.length > 0) await tell(store, gone);
  };
  const tell = async (store: string, gone: readonly RunSize[]): Promise<void> => {
    const answer = await vscode.window.showInformationMessage(sentence(gone), UNDO, SETTINGS);
    if (answer === SETTINGS)
      await vscode.commands.executeCommand('workbench.action.openSettings', 'optiscope.keep');
    if (answer !== UNDO) return;
    const runs = gone.map(({ run }) => run);
    const spared = context.workspaceState.get<readonly string[]>(SPARED, []);
    await context.workspaceState.update(SPARED, [...spared, ...runs]);
    const { rpc } = await runtime.connect();
    for (const restored of await rpc.sendRequest(RestoreRuns, { store, runs })) book.put(restored);
  };
  const attempt = (store: string): void => {
    prune(store).catch((error: unknown) => {
      void vscode.window.showErrorMessage(
        `Old runs could not be deleted: ${(error as Error).message}`,
      );
    });
  };
  return vscode.Disposable.from(
    runtime.onReady((ready) => {
      connection = ready;
      shownStores(context).forEach(attempt);
    }),
    book.onChanged(({ run, before }) => {
      const hasEnded = before !== null && !isEnded(before.status) && isEnded(run.status);
      if (hasEnded && run.log === undefined) attempt(run.store);
    }),
  );
}

/** `Moved 12 old runs (340 MB) to the trash, as the settings ask; they stay there for a week.` */
function sentence(gone: readonly RunSize[]): string {
  const bytes = formatBytes(gone.reduce((sum, size) => sum + size.bytes, 0));
  const runs = gone.length === 1 ? 'an old run' : `${formatCount(gone.length)} old runs`;
  const stay = gone.length === 1 ? 'it stays' : 'they stay';
  return `Moved ${runs} (${bytes}) to the trash, as your settings ask; ${stay} there for a week.`;
}
