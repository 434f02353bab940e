import * as vscode from 'vscode';
import type { SupervisorConnection } from '../../runtime/protocol/client';
import { RunChanged, RunRemoved, WatchStore } from '../../runtime/protocol/messages';
import { sameStore } from '../../runtime/protocol/store-path';
import type { Runtime } from '../runtime';
import { shownStores } from '../stores';
import type { RunBook } from './book';

/** Keeps the book of runs as the supervisor has it, through reconnects and changes of workspace folders. */
export function watchRuns(
  context: vscode.ExtensionContext,
  runtime: Runtime,
  book: RunBook,
): vscode.Disposable {
  let connection: SupervisorConnection | null = null;
  const read = async (from: SupervisorConnection, store: string): Promise<void> => {
    try {
      book.replaceStore(store, await from.rpc.sendRequest(WatchStore, { store }));
    } catch {
      // The connection was lost meanwhile; the next one reads again.
    }
  };
  const readAll = async (): Promise<void> => {
    const from = connection;
    if (from === null) return;
    await Promise.all(shownStores(context).map((store) => read(from, store)));
    if (from === connection) await setKnown(true);
  };
  return vscode.Disposable.from(
    runtime.onReady((ready) => {
      connection = ready;
      ready.rpc.onNotification(RunChanged, (run) => {
        // The connection goes on hearing of a folder that has left the workspace.
        if (shownStores(context).some((store) => sameStore(store, run.store))) book.put(run);
      });
      ready.rpc.onNotification(RunRemoved, (ref) => book.remove(ref));
      void readAll();
    }),
    runtime.onState((state) => {
      if (state !== 'ready') void setKnown(false);
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      book.keepOnly(shownStores(context));
      void readAll();
    }),
  );
}

/** The empty Runs view says that there are no runs only once that is known. */
const setKnown = (known: boolean): Thenable<unknown> =>
  vscode.commands.executeCommand('setContext', 'optiscope.runsKnown', known);
