/** Install Backend…: which of those that are missing, then npm's progress, which can be cancelled. */
import * as vscode from 'vscode';
import { InstallBackend, InstallProgress, ListBackends } from '../../runtime/protocol/messages';
import type { BackendInfo } from '../../runtime/protocol/messages';
import type { Services } from '../services';

const TITLE = 'Install Backend';

export async function installBackend({ runtime }: Services): Promise<void> {
  const { rpc } = await runtime.connect();
  const listed = rpc.sendRequest(ListBackends).then(({ backends }) => backends);
  const missing = (await listed).filter((backend) => backend.missing.length > 0);
  if (missing.length === 0) {
    void vscode.window.showInformationMessage('Every backend is installed.');
    return;
  }
  const picked = await vscode.window.showQuickPick(missing.map(itemOf), {
    title: TITLE,
    placeHolder: 'npm puts it into your state folder, for all projects',
  });
  if (picked === undefined) return;
  const { name } = picked.backend;
  const installed = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: `Installing ${name}`,
      cancellable: true,
    },
    async (progress, token) => {
      const listening = rpc.onNotification(InstallProgress, (told) => {
        if (told.name === name) progress.report({ message: told.message });
      });
      try {
        await rpc.sendRequest(InstallBackend, { name }, token);
        return true;
      } catch (error) {
        if (!token.isCancellationRequested) throw error;
        return false;
      } finally {
        listening.dispose();
      }
    },
  );
  if (!installed) return;
  const { backends } = await rpc.sendRequest(ListBackends);
  const after = backends.find((each) => each.name === name);
  if (after?.available) void vscode.window.showInformationMessage(`${name} is installed.`);
  else void vscode.window.showWarningMessage(`${name} is installed. ${after?.detail ?? ''}`);
}

const itemOf = (
  backend: BackendInfo,
): vscode.QuickPickItem & { readonly backend: BackendInfo } => ({
  label: backend.name,
  description: backend.unverified ? 'unverified: tested against a stand-in only' : undefined,
  detail: backend.detail.split(':')[0],
  backend,
});
