import * as vscode from 'vscode';

const MANAGE = 'Manage Workspace Trust';

/** True in a trusted workspace; otherwise says so, with a button that leads to trust. */
export async function mayTrain(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const answer = await vscode.window.showWarningMessage(
    'Training needs a trusted workspace. Recorded runs can be viewed without.',
    MANAGE,
  );
  if (answer === MANAGE) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
