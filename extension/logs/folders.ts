import { isAbsolute, relative } from 'node:path';
import * as vscode from 'vscode';
import type { SupervisorConnection } from '../../runtime/protocol/client';
import { UnwatchLogs, WatchLogs } from '../../runtime/protocol/messages';
import type { Runtime } from '../runtime';
import { storeFor } from '../stores';

const ADDED = 'optiscope.logFolders';

/** A folder of logs and the store among whose runs they are shown. */
interface Watched {
  readonly store: string;
  readonly folder: string;
  /** Whether CSV and JSON-lines files are logs there, too: in a workspace they are anything. */
  readonly tables: boolean;
}

/**
 * Where the runtime looks for what other programs log: in the folders that the person has added and, once the Runs
 * view has been open, in the workspace.
 */
export class LogFolders implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #subscriptions: vscode.Disposable[];
  #connection: SupervisorConnection | null = null;
  #searchesWorkspace = false;

  constructor(context: vscode.ExtensionContext, runtime: Runtime) {
    this.#context = context;
    this.#subscriptions = [
      runtime.onReady((connection) => {
        this.#connection = connection;
        this.#watchAll();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => {
        for (const folder of removed) this.#unwatch(this.#inWorkspace(folder));
        this.#watchAll();
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** The folders that were added, absolute. */
  get added(): readonly string[] {
    return this.#context.workspaceState.get<readonly string[]>(ADDED) ?? [];
  }

  /** From now on logs in the workspace's own folders are shown, too. */
  searchWorkspace(): void {
    if (this.#searchesWorkspace) return;
    this.#searchesWorkspace = true;
    this.#watchAll();
  }

  /** Returns the number of runs that are there already. Throws the runtime's sentence. */
  async add(folder: string, connection: SupervisorConnection): Promise<number> {
    if (!this.added.includes(folder))
      await this.#context.workspaceState.update(ADDED, [...this.added, folder]);
    return (await connection.rpc.sendRequest(WatchLogs, this.#asAdded(folder))).runs;
  }

  async remove(folder: string): Promise<void> {
    const rest = this.added.filter((each) => each !== folder);
    await this.#context.workspaceState.update(ADDED, rest);
    this.#unwatch(this.#asAdded(folder));
  }

  #watchAll(): void {
    const workspace = this.#searchesWorkspace ? (vscode.workspace.workspaceFolders ?? []) : [];
    const all = [
      ...this.added.map((folder) => this.#asAdded(folder)),
      ...workspace
        .filter(({ uri }) => uri.scheme === 'file')
        .map((each) => this.#inWorkspace(each)),
    ];
    // A connection that is lost meanwhile is followed by another, and that by another call of this.
    for (const watched of all)
      this.#connection?.rpc.sendRequest(WatchLogs, watched).catch(() => undefined);
  }

  #unwatch(watched: Watched): void {
    this.#connection?.rpc.sendRequest(UnwatchLogs, watched).catch(() => undefined);
  }

  #inWorkspace({ uri }: vscode.WorkspaceFolder): Watched {
    return { store: storeFor(this.#context, uri), folder: uri.fsPath, tables: false };
  }

  #asAdded(folder: string): Watched {
    return { store: storeFor(this.#context, vscode.Uri.file(folder)), folder, tables: true };
  }
}

/** How a folder is called in a list: by its path within the workspace where it lies there. */
export function folderLabel(folder: string, workspace: string | undefined): string {
  const within = workspace === undefined ? folder : relative(workspace, folder);
  return within === '' || within.startsWith('..') || isAbsolute(within) ? folder : within;
}
