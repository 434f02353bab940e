import * as vscode from 'vscode';
import type { Services } from '../services';
import { folderLabel } from './folders';

/** **Add Log Folder…**: shows what other programs log under a folder of the person's choice. */
export async function addLogFolder({ logs, runtime }: Services): Promise<void> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      title: 'Add Log Folder',
      openLabel: 'Add',
    })) ?? [];
  if (chosen === undefined) return;
  const runs = await logs.add(chosen.fsPath, await runtime.connect());
  await vscode.commands.executeCommand('optiscope.runs.focus');
  if (runs === 0)
    void vscode.window.showInformationMessage(
      `There are no logs (TensorBoard event files, CSV, JSON lines) under ${chosen.fsPath} yet: runs appear as soon as there are.`,
    );
}

/** **Remove Log Folder…**: its runs are no longer shown; no file is touched. */
export async function removeLogFolder({ logs }: Services): Promise<void> {
  if (logs.added.length === 0) {
    void vscode.window.showInformationMessage('No log folder has been added.');
    return;
  }
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const items = logs.added.map((folder) => ({ label: folderLabel(folder, workspace), folder }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Remove Log Folder' });
  if (picked !== undefined) await logs.remove(picked.folder);
}
