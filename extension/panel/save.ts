/** Files that the panel offers: the person says where they go. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { EXPORT_FORMATS } from '../../runtime/protocol/panel';
import type { ExportFormat, FromPanel } from '../../runtime/protocol/panel';

/** Asks where a file shall go and writes it there; nothing is written without that answer. */
export async function saveFile({
  format,
  name,
  content,
}: Extract<FromPanel, { type: 'save' }>): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: 'Export Panel',
    filters: { [EXPORT_FORMATS[format].title]: [format] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (target === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(target, new Uint8Array(content));
  } catch (error) {
    void vscode.window.showErrorMessage(
      `${basename(target.path)} could not be written: ${(error as Error).message}`,
    );
  }
}

/** The format that the person picks; null when they change their mind. */
export async function pickFormat(): Promise<ExportFormat | null> {
  const items = Object.entries(EXPORT_FORMATS).map(([format, { title }]) => ({
    label: title,
    description: `.${format}`,
    format: format as ExportFormat,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Export Panel',
    placeHolder: 'Save what is on screen as',
  });
  return picked?.format ?? null;
}
