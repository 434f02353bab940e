import { join } from 'node:path';
import * as vscode from 'vscode';
import { sameStore } from '../runtime/protocol/store-path';

/** Where a workspace keeps its runs, as `runtime/store` lays it out on disk. */
const STORE = ['.optiscope', 'runs'] as const;

const storeIn = (folder: string): string => join(folder, ...STORE);

const localFolders = (): vscode.WorkspaceFolder[] =>
  (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');

/**
 * The folder that holds the runs of a program: its own workspace folder's, else the first folder's, else the
 * extension's storage for windows without a folder.
 */
export function storeFor(context: vscode.ExtensionContext, program: vscode.Uri | null): string {
  const own = program === null ? undefined : vscode.workspace.getWorkspaceFolder(program);
  const folder = own?.uri.scheme === 'file' ? own : localFolders()[0];
  return storeIn(folder?.uri.fsPath ?? context.globalStorageUri.fsPath);
}

/** Every store whose runs this window shows. */
export function shownStores(context: vscode.ExtensionContext): string[] {
  const folders = localFolders();
  return folders.length === 0
    ? [storeIn(context.globalStorageUri.fsPath)]
    : folders.map((folder) => storeIn(folder.uri.fsPath));
}

/** The workspace folder to which a store belongs, by its name; null where there is only one to think of. */
export function folderName(store: string): string | null {
  const folders = localFolders();
  if (folders.length < 2) return null;
  return folders.find((folder) => sameStore(storeIn(folder.uri.fsPath), store))?.name ?? null;
}
