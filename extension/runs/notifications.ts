import * as vscode from 'vscode';
import { announcesFinishedRuns } from '../settings';
import { announcementsOf } from './announcement';
import type { Announcement } from './announcement';
import type { RunBook, RunEvent } from './book';
import { refOf } from './book';
import { endSentence, runTitle } from './words';

const SHOW = 'Show Run';
const SHOW_LOG = 'Show Log';

/** Tells of ends, failures and warnings that the person would otherwise miss. */
export function createNotifications(book: RunBook): vscode.Disposable {
  const told = new Set<string>();
  /** Runs of one sweep often have one warning in common: it is told once. */
  const isNews = ({ run: { store, spec } }: RunEvent, announcement: Announcement): boolean => {
    if (announcement.kind !== 'warning' || !spec.sweep) return true;
    const key = [store, spec.sweep, announcement.message].join('\n');
    return !told.has(key) && told.add(key).has(key);
  };
  return book.onChanged((event) => {
    for (const announcement of announcementsOf(event, vscode.window.state.focused))
      if (isNews(event, announcement)) void tell(event, announcement);
  });
}

async function tell({ run }: RunEvent, announcement: Announcement): Promise<void> {
  if (announcement.kind === 'warning') {
    await vscode.window.showWarningMessage(`${runTitle(run)}: ${announcement.message}`);
    return;
  }
  if (announcement.kind === 'finished' && !announcesFinishedRuns()) return;
  const answer =
    announcement.kind === 'failed'
      ? await vscode.window.showErrorMessage(endSentence(run), SHOW, SHOW_LOG)
      : await vscode.window.showInformationMessage(endSentence(run), SHOW);
  if (answer === SHOW) await vscode.commands.executeCommand('optiscope.showRun', refOf(run));
  if (answer === SHOW_LOG) await vscode.commands.executeCommand('optiscope.showRuntimeLog');
}
