/** Compare Two Runs…: what they were asked to do, where, and with which program, in the editor's own diff. */
import * as vscode from 'vscode';
import { runName } from '../../runtime/protocol/runs';
import type { Run } from '../../runtime/protocol/runs';
import type { Services } from '../services';
import type { RunBook } from './book';
import { namedRuns } from './choice';
import { pickRun } from './choose';
import { runText } from './run-text';

export const RUN_SCHEME = 'optiscope-run';

const SIDES = ['First Run', 'Second Run'];

export async function compareTwoRuns(services: Services, argument: unknown): Promise<void> {
  const { book, runtime } = services;
  await runtime.connect();
  const chosen = namedRuns(book, argument).slice(0, 2);
  if (book.all().length < 2) {
    void vscode.window.showInformationMessage('It takes two runs to compare.');
    return;
  }
  while (chosen.length < 2) {
    const others = book.all().filter((run) => !chosen.includes(run));
    const run = await pickRun(others, `Compare Two Runs: ${SIDES[chosen.length]}`, argument);
    if (run === null) return;
    chosen.push(run);
  }
  const [a, b] = chosen.sort((x, y) => x.createdAt - y.createdAt) as [Run, Run];
  await vscode.commands.executeCommand(
    'vscode.diff',
    addressOf(a),
    addressOf(b),
    `${runName(a)} ↔ ${runName(b)}`,
  );
}

const addressOf = ({ store, id }: Run): vscode.Uri =>
  vscode.Uri.from({ scheme: RUN_SCHEME, path: `/${id}.txt`, query: store });

/** The texts of runs, for diffs. */
export class RunTexts implements vscode.TextDocumentContentProvider {
  constructor(private readonly book: RunBook) {}

  provideTextDocumentContent({ path, query: store }: vscode.Uri): string {
    const run = this.book.get({ store, run: path.slice(1, -'.txt'.length) });
    return run === undefined ? 'This run is not there any more.' : runText(run);
  }
}
