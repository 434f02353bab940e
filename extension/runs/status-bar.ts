import * as vscode from 'vscode';
import type { Runtime } from '../runtime';
import type { RunBook } from './book';
import { refOf } from './book';
import { lineWords } from './line';
import { plainMarkdown, progressWords, runTitle } from './words';

/** Left of most other items, right of the branch. */
const PRIORITY = 50;

/** The one item in the status bar: what runs now, and how far it is. */
export function createStatusBar(book: RunBook, runtime: Runtime): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    'optiscope.runs',
    vscode.StatusBarAlignment.Left,
    PRIORITY,
  );
  item.name = 'Optiscope Runs';
  const draw = (): void => {
    const live = book.live();
    const training = live.filter(({ status }) => status !== 'queued');
    const newest = training[0] ?? live[0];
    if (newest === undefined) {
      item.hide();
      return;
    }
    if (runtime.state === 'lost') {
      item.text = '$(debug-disconnect) Optiscope: reconnecting…';
      item.tooltip = 'The runtime is away; it is sought again.';
      item.command = 'optiscope.showRuntimeLog';
      item.show();
      return;
    }
    const waiting = live.length - training.length;
    const now = training.length > 1 ? `${training.length} runs` : progressWords(newest);
    item.text = `$(pulse) ${now}${waiting === 0 ? '' : ` · ${waiting} waiting`}`;
    item.tooltip = new vscode.MarkdownString(
      live
        .map((run) => `${plainMarkdown(runTitle(run))}: ${plainMarkdown(lineWords(run))}`)
        .join('\n\n'),
    );
    item.command = {
      command: 'optiscope.showRun',
      title: 'Show Run',
      arguments: [live.map(refOf)],
    };
    item.show();
  };
  draw();
  return vscode.Disposable.from(
    item,
    book.onChanged(draw),
    book.onReset(draw),
    runtime.onState(draw),
  );
}
