/** Run Next, and the setting that says how many runs train at the same time. */
import * as vscode from 'vscode';
import { LimitRuns, RunNext } from '../../runtime/protocol/messages';
import type { SupervisorConnection } from '../../runtime/protocol/client';
import type { Runtime } from '../runtime';
import type { Services } from '../services';
import { parallelRuns } from '../settings';
import { isAt, lead } from './lead';

/** Lets a run that waits be the next to start. */
export const runNext = (services: Services, argument: unknown): Promise<void> =>
  lead(services, argument, 'Run Next', isAt('queued'), RunNext);

/** Tells each runtime that this window joins what the setting says, and again when that changes. */
export function limitParallelRuns(runtime: Runtime): vscode.Disposable {
  let connection: SupervisorConnection | null = null;
  const tell = (): void => {
    connection?.rpc
      .sendRequest(LimitRuns, { parallel: parallelRuns() })
      // The connection was lost meanwhile; the next one is told again.
      .catch(() => undefined);
  };
  return vscode.Disposable.from(
    runtime.onReady((ready) => {
      connection = ready;
      tell();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('optiscope.parallelRuns')) tell();
    }),
  );
}
