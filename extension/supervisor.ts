import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { connectSupervisor } from '../runtime/protocol/client';
import { logFile, stateFolder } from '../runtime/protocol/state-folder';
import { productVersion } from '../runtime/protocol/version';
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
  (start) =>
    connectSupervisor({
      entry: entryOf(context),
      execPath: nodePath(),
      env: childEnvironment(),
      start,
      clientName: 'extension',
    });

/** Where the supervisor of this extension writes its log, whether it runs or not. */
export function supervisorLog(context: vscode.ExtensionContext): { folder: string; file: string } {
  const file = logFile(stateFolder(), productVersion(entryOf(context)));
  return { folder: dirname(file), file };
}
