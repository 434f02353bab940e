import * as vscode from 'vscode';
import { alertWords } from '../../runtime/protocol/alerts';
import { isEnded, isGoing, type Run } from '../../runtime/protocol/runs';
import { refOf, type RunBook } from '../runs/book';
import { runTitle } from '../runs/words';
import type { AlertMutes } from './mutes';
import { muteKey, newAlerts, type RaisedAlert } from './tellable';
import { ToldAlerts } from './told';

const OPEN = 'Open';
const STOP = 'Stop';
const MUTE = 'Mute';

/**
 * Tells each alert once: Open, Stop while the run goes on, Mute. What has been told can't be taken back: who picks Stop
 * after the run's end is told of that.
 */
export function createAlertNotifications(
  context: vscode.ExtensionContext,
  book: RunBook,
  mutes: AlertMutes,
): vscode.Disposable {
  const told = new ToldAlerts(context.workspaceState);
  const consider = async (run: Run, before: Run | null): Promise<void> => {
    for (const alert of newAlerts(run, before))
      if (!mutes.isMuted(alert) && (await told.mayTell(run, alert))) void tell(run, alert);
  };

  const tell = async (run: Run, alert: RaisedAlert): Promise<void> => {
    const answer = await vscode.window.showWarningMessage(
      `${runTitle(run)}: ${alertWords(alert)}`,
      ...(isGoing(run) ? [OPEN, STOP, MUTE] : [OPEN, MUTE]),
    );
    if (answer === OPEN) await vscode.commands.executeCommand('optiscope.showRun', refOf(run));
    if (answer === MUTE) await mutes.mute(muteKey(alert));
    if (answer === STOP) await vscode.commands.executeCommand('optiscope.stopRun', refOf(run));
  };

  // One after the other: what is on record as told is read before it is written.
  let queue = Promise.resolve();
  const enqueue = (run: Run, before: Run | null): void => {
    if (run.actions === before?.actions || run.actions.length === 0) return;
    queue = queue.then(() => consider(run, before)).catch(() => undefined);
  };
  return vscode.Disposable.from(
    book.onChanged(({ run, before }) => enqueue(run, before)),
    book.onReset(() => {
      for (const run of book.all()) if (!isEnded(run.status)) enqueue(run, null);
    }),
  );
}
