/** Figures of runs in the text itself: at programs while they train, and where other programs log metrics. */
import * as vscode from 'vscode';
import type { LogFolders } from '../logs/folders';
import { placeOfDocument, placeOfProgram } from '../program-place';
import type { RunBook } from '../runs/book';
import type { Runtime } from '../runtime';
import { showsInlineMetrics } from '../settings';
import { storeFor } from '../stores';
import { LoggedLines } from './logged-lines';
import { ProgramFigures } from './program-figures';
import { TrainLens } from './train-lens';
import { WatchedRuns, type ShownRun } from './watched-runs';

const LANGUAGE = 'optim';
/** Nothing moves while somebody types. */
const TYPING_MS = 800;

export function createInlineMetrics(
  context: vscode.ExtensionContext,
  runtime: Runtime,
  book: RunBook,
  logs: LogFolders,
): vscode.Disposable {
  const shownAt = ({ uri, languageId }: vscode.TextDocument): ShownRun | null => {
    const place = languageId === LANGUAGE && showsInlineMetrics() ? placeOfDocument(uri) : null;
    return place === null ? null : runs.of(place);
  };
  const figures = new ProgramFigures(runtime, shownAt);
  const lens = new TrainLens(shownAt);
  const soon = (): void => {
    figures.soon();
    lens.soon();
  };
  const runs: WatchedRuns = new WatchedRuns(
    book,
    placeOfProgram,
    (run) => {
      lens.note(run, Date.now());
      soon();
    },
    soon,
  );
  return vscode.Disposable.from(
    runs,
    figures,
    lens,
    new LoggedLines(
      runtime,
      book,
      (file) => storeFor(context, file),
      () => {
        logs.searchWorkspace();
        // Why it does not come up is for the Runs view to say.
        if (runtime.state === 'idle') runtime.connect().catch(() => undefined);
      },
    ),
    vscode.languages.registerCodeLensProvider({ language: LANGUAGE }, lens),
    vscode.window.onDidChangeVisibleTextEditors(() => figures.soon()),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.languageId !== LANGUAGE) return;
      figures.hold(TYPING_MS);
      lens.hold(TYPING_MS);
      soon();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('optiscope.inlineMetrics')) soon();
    }),
  );
}

/** Toggle Inline Metrics and Toggle Metrics of Logged Tags: where the setting is made already, else for the person. */
export async function toggleSetting(name: 'inlineMetrics' | 'loggedTags'): Promise<void> {
  const settings = vscode.workspace.getConfiguration('optiscope');
  const target =
    settings.inspect(name)?.workspaceValue === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  await settings.update(name, !settings.get<boolean>(name), target);
}
