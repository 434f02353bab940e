import * as vscode from 'vscode';
import type { Run } from '../../runtime/protocol/runs';
import type { RunBook } from './book';
import { choiceOf, LOST, type Purpose } from './choice';
import { lineWords } from './line';
import { tellingWords } from './telling';
import { STATE_ICONS, runTitle } from './words';

/** The run that a command is for, asked for where that is not plain. Null, and said why, where there is none. */
export async function chooseRun(
  book: RunBook,
  argument: unknown,
  purpose: Purpose,
): Promise<Run | null> {
  const choice = choiceOf(book, argument, purpose);
  if ('run' in choice) return choice.run;
  if ('among' in choice) return pickRun(choice.among, purpose.title, argument);
  void vscode.window.showInformationMessage(choice.sentence);
  return null;
}

/** Asks for one of these runs; the only one is taken unasked. Null where the person leaves or there is none. */
export async function pickRun(
  runs: readonly Run[],
  title: string,
  argument?: unknown,
): Promise<Run | null> {
  if (runs.length <= 1) return runs[0] ?? null;
  const telling = tellingWords(runs);
  const items = runs.map((run) => ({
    label: `$(${STATE_ICONS[run.status].icon}) ${runTitle(run)}`,
    description: lineWords(run, telling.get(run)),
    run,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    matchOnDescription: true,
    ...(argument === LOST ? { placeHolder: 'The list of runs changed just then: which one?' } : {}),
  });
  return picked?.run ?? null;
}
