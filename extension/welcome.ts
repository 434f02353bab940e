import * as vscode from 'vscode';
import type { MetricsPanel } from './panel/panel';
import { comparisonOf } from './panel/shown';
import type { RunBook } from './runs/book';
import { isProgram } from './training/programs';

/** Set by `npm start` for the editor that it opens: "<which start>/<program in the first workspace folder>". */
const SHOW_FIRST = 'OPTISCOPE_SHOW_FIRST';
/** Which start has been answered, so that a reload of the window finds it as the person left it. */
const ANSWERED = 'welcome.answered';

/** Opens the program that `npm start` names, and beside it the runs that are going, once, when they are known. */
export function welcome(
  context: vscode.ExtensionContext,
  book: RunBook,
  panel: MetricsPanel,
): vscode.Disposable {
  const [start, program] = (process.env[SHOW_FIRST] ?? '').split('/');
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!start || !program || folder === undefined) return new vscode.Disposable(() => undefined);
  if (context.workspaceState.get(ANSWERED) === start) return new vscode.Disposable(() => undefined);
  const opened = vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, program), {
    viewColumn: vscode.ViewColumn.One,
    preview: false,
  });
  const known = book.onReset(() => {
    const newest = book.live()[0];
    if (newest === undefined) return;
    known.dispose();
    void context.workspaceState.update(ANSWERED, start);
    // Beside the program, so not before it has its place.
    void opened.then(() => panel.show(comparisonOf(newest, book.all())));
  });
  return known;
}

/** An optimizer that is opened, wherever it comes from, is the first step of the walkthrough. */
export function noteOpenedProgram(): vscode.Disposable {
  const note = (document: vscode.TextDocument): void => {
    if (!isProgram(document)) return;
    opened.dispose();
    void vscode.commands.executeCommand('setContext', 'optiscope.programOpened', true);
  };
  const opened = vscode.workspace.onDidOpenTextDocument(note);
  vscode.workspace.textDocuments.forEach(note);
  return opened;
}
