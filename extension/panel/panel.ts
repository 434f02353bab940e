import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { panelPage } from '../../runtime/protocol/panel';
import type { ExportFormat, PanelCommand, ToPanel } from '../../runtime/protocol/panel';
import type { Run } from '../../runtime/protocol/runs';
import { sameStore } from '../../runtime/protocol/store-path';
import type { RunBook } from '../runs/book';
import type { Runtime } from '../runtime';
import { openPanelSocket } from '../supervisor';
import { readPanelMessage } from './policy';
import { PanelRelay } from './relay';
import { saveFile } from './save';
import { ShownFile, withStarted } from './shown';
import type { Shown } from './shown';

export const PANEL_TYPE = 'optiscope.panel';
const TITLE = 'Optiscope';
const SHOWN_FILE = 'shown.json';
const NONCE_BYTES = 16;

/** The metrics panel: at most one in a window, beside the program, restored after a reload. */
export class MetricsPanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #runtime: Runtime;
  readonly #book: RunBook;
  readonly #memory: ShownFile;
  #panel: vscode.WebviewPanel | null = null;
  /** Said to the page as soon as it listens. */
  #unsaid: ToPanel | null = null;
  #listening = false;

  constructor(context: vscode.ExtensionContext, runtime: Runtime, book: RunBook) {
    this.#context = context;
    this.#runtime = runtime;
    this.#book = book;
    const { storageUri } = context;
    this.#memory = new ShownFile(
      storageUri === undefined ? null : vscode.Uri.joinPath(storageUri, SHOWN_FILE).fsPath,
    );
  }

  /** Shows exactly these runs, as far as they lie in the same store as the first. */
  show(runs: readonly Run[]): void {
    const first = runs[0];
    if (first === undefined) {
      this.#reveal();
      return;
    }
    const { store } = first;
    const together = runs.filter((run) => sameStore(run.store, store));
    this.#tell({ store, runs: together.map((run) => run.id) });
  }

  /** Shows runs that have just been started beside those of the same task. */
  showStarted(runs: readonly Run[]): void {
    const before = this.#panel === null ? null : this.#memory.shown;
    const taskOf = (store: string, run: string): string | undefined =>
      this.#book.get({ store, run })?.spec.task;
    const shown = withStarted(before, runs, taskOf);
    if (shown !== null) this.#tell(shown);
  }

  /** Has the panel offer what is on screen as a file; false when it is not on screen. */
  export(format: ExportFormat): boolean {
    if (!this.#listening || this.#panel === null) return false;
    const message: ToPanel = { type: 'export', format };
    void this.#panel.webview.postMessage(message);
    return true;
  }

  /** After a reload of the window. How the page was set up it remembers itself. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#panel?.dispose();
    const { shown } = this.#memory;
    this.#unsaid = shown === null ? null : { type: 'show', ...shown };
    this.#adopt(panel);
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #tell(shown: Shown): void {
    this.#memory.keep(shown);
    const message: ToPanel = { type: 'show', ...shown };
    this.#reveal();
    if (this.#listening) void this.#panel?.webview.postMessage(message);
    else this.#unsaid = message;
  }

  #reveal(): void {
    if (this.#panel !== null) {
      this.#panel.reveal(undefined, true);
      return;
    }
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.#adopt(vscode.window.createWebviewPanel(PANEL_TYPE, TITLE, column));
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    this.#listening = false;
    const { webview } = panel;
    const relay = new PanelRelay(this.#runtime, openPanelSocket, (message) => {
      void webview.postMessage(message);
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible) return;
      this.#listening = false;
      relay.stop();
    });
    panel.onDidDispose(() => {
      relay.dispose();
      if (this.#panel !== panel) return;
      this.#panel = null;
      this.#unsaid = null;
    });
    webview.onDidReceiveMessage((value: unknown) => {
      const message = readPanelMessage(value);
      if (message?.type === 'ready') this.#begin(webview, relay);
      if (message?.type === 'socket-text') relay.send(message.text);
      if (message?.type === 'shown')
        this.#memory.keep({ store: message.store, runs: message.runs });
      if (message?.type === 'save') void saveFile(message);
      if (message?.type === 'command') this.#carryOut(message.command);
    });
    this.#fill(panel);
  }

  #begin(webview: vscode.Webview, relay: PanelRelay): void {
    this.#listening = true;
    if (this.#unsaid !== null) void webview.postMessage(this.#unsaid);
    this.#unsaid = null;
    void relay.start();
  }

  #carryOut(command: PanelCommand): void {
    switch (command) {
      case 'showLog':
        void vscode.commands.executeCommand('optiscope.showRuntimeLog');
        return;
      case 'train':
        void vscode.commands.executeCommand('optiscope.trainOptimizer');
        return;
      case 'restartRuntime':
        this.#runtime.retry().catch((error: unknown) => {
          void vscode.window.showErrorMessage((error as Error).message);
        });
    }
  }

  #fill(panel: vscode.WebviewPanel): void {
    const { extensionUri } = this.#context;
    const { webview } = panel;
    const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    const address = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
    panel.iconPath = {
      light: vscode.Uri.joinPath(extensionUri, 'media', 'optim-light.svg'),
      dark: vscode.Uri.joinPath(extensionUri, 'media', 'optim-dark.svg'),
    };
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    webview.html = panelPage({
      title: TITLE,
      script: address('panel.js'),
      style: address('panel.css'),
      nonce: randomBytes(NONCE_BYTES).toString('hex'),
      source: webview.cspSource,
      socket: null,
    });
  }
}
