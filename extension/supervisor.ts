import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { SupervisorLock } from '../runtime/protocol/lock';
import { logFile, stateFolder } from '../runtime/protocol/state-folder';
import { productVersion } from '../runtime/protocol/version';
import type { RelaySocket } from './panel/relay';
import type { Connect } from './runtime';
import { nodePath } from './settings';

const entryOf = (context: vscode.ExtensionContext): string =>
  join(context.extensionPath, 'dist', 'supervisor.js');

/** The environment of the supervisor: this one, less what the editor says to its own processes. */
function childEnvironment(): Record<string, string | undefined> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('VSCODE_'));
  return { ...Object.fromEntries(own), ELECTRON_RUN_AS_NODE: '1' };
}

/** How this extension finds or starts its supervisor. */
export const connectWith =
  (context: vscode.ExtensionContext): Connect =>
  async (start) => {
    client ??= await import('../runtime/protocol/client');
    return client.connectSupervisor({
      entry: entryOf(context),
      execPath: nodePath(),
      env: childEnvironment(),
      start,
      clientName: 'extension',
    });
  };

/** Loaded with the first connection, not with the extension: it brings WebSockets along. */
let client: typeof import('../runtime/protocol/client') | null = null;

/** A socket of a panel's own to the supervisor; its lock is known from a connection. */
export const openPanelSocket = (lock: SupervisorLock): RelaySocket => client!.openRawSocket(lock);

/** Where the supervisor of this extension writes its log, whether it runs or not. */
export function supervisorLog(context: vscode.ExtensionContext): { folder: string; file: string } {
  const file = logFile(stateFolder(), productVersion(entryOf(context)));
  return { folder: dirname(file), file };
}
