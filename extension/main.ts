/** The extension's entry: puts its parts together. It is activated by our language, commands and views only. */
import * as vscode from 'vscode';
import { AlertDiagnostics } from './alerts/diagnostics';
import { AlertMutes } from './alerts/mutes';
import { createAlertNotifications } from './alerts/notifications';
import { registerCommands } from './commands';
import { GALLERY_SCHEME, GalleryTexts, GalleryTree } from './gallery';
import { createInlineMetrics } from './inline-metrics/inline-metrics';
import { LanguageService } from './language-service';
import { openPages } from './lint-pages';
import { LogFolders } from './logs/folders';
import { MetricsPanel, PANEL_TYPE } from './panel/panel';
import { RunBook } from './runs/book';
import { RUN_SCHEME, RunTexts } from './runs/compare';
import { DiskUseOfRuns } from './runs/disk';
import { createNotifications } from './runs/notifications';
import { limitParallelRuns } from './runs/queue';
import { keepFewRuns } from './runs/retention';
import { createStatusBar } from './runs/status-bar';
import { RunTree } from './runs/tree';
import { watchRuns } from './runs/watch';
import { Runtime } from './runtime';
import { RuntimeLog } from './runtime-log';
import { Simplifier } from './simplify/simplify';
import { shownStores } from './stores';
import { connectWith } from './supervisor';
import { noteOpenedProgram, welcome } from './welcome';

export function activate(context: vscode.ExtensionContext): void {
  const book = new RunBook();
  const runtime = new Runtime(connectWith(context));
  const panel = new MetricsPanel(context, runtime, book);
  const language = new LanguageService(context);
  const simplifier = new Simplifier(language);
  const log = new RuntimeLog(context);
  const logs = new LogFolders(context, runtime);
  const mutes = new AlertMutes(context.workspaceState);
  const tree = new RunTree(book, (ref) => disk.of(ref));
  const runs = vscode.window.createTreeView('optiscope.runs', { treeDataProvider: tree });
  const disk: DiskUseOfRuns = new DiskUseOfRuns(runtime, () => shownStores(context), runs, book);
  const connectForView = (): void => {
    if (runs.visible) logs.searchWorkspace();
    disk.soon();
    // Why it does not come up is for the view to say; its welcome text goes by the state.
    const away = runtime.state === 'idle' || runtime.state === 'failed';
    if (runs.visible && away) runtime.connect().catch(() => undefined);
  };
  context.subscriptions.push(
    runtime,
    panel,
    log,
    logs,
    tree,
    runs,
    disk,
    language,
    simplifier,
    openPages(context),
    registerCommands({ context, runtime, book, panel, logs, language, mutes, simplifier }, log),
    watchRuns(context, runtime, book),
    keepFewRuns(context, runtime, book),
    limitParallelRuns(runtime),
    createStatusBar(book, runtime),
    createNotifications(book),
    mutes,
    createAlertNotifications(context, book, mutes),
    new AlertDiagnostics(book, mutes),
    createInlineMetrics(context, runtime, book, logs),
    welcome(context, book, panel),
    noteOpenedProgram(),
    runtime.onState((state) => {
      void vscode.commands.executeCommand('setContext', 'optiscope.runtime', state);
    }),
    runs.onDidChangeVisibility(connectForView),
    vscode.window.registerTreeDataProvider('optiscope.gallery', new GalleryTree(context)),
    vscode.workspace.registerTextDocumentContentProvider(GALLERY_SCHEME, new GalleryTexts(context)),
    vscode.workspace.registerTextDocumentContentProvider(RUN_SCHEME, new RunTexts(book)),
    vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, panel),
  );
  void runtime.join().then(connectForView);
}
