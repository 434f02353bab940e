import * as vscode from 'vscode';

export async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}

/** The path of a file, or of the one that an unsaved document is going to be; null where there is none. */
export function pathOf({ scheme, path, fsPath }: vscode.Uri): string | null {
  const hasPlace = scheme === 'file' || (scheme === 'untitled' && path.startsWith('/'));
  return hasPlace ? fsPath : null;
}
