import { homedir } from 'node:os';
import { join } from 'node:path';

/** Names the state folder outright, for tests and for people who keep several apart. */
export const STATE_FOLDER_VARIABLE = 'OPTISCOPE_STATE_DIR';

/**
 * The user's folder for what a supervisor leaves for its clients: lock and log. Never in a workspace.
 */
export function stateFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const chosen = env[STATE_FOLDER_VARIABLE];
  if (chosen) return chosen;
  if (platform === 'win32')
    return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'Optiscope');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Optiscope');
  return join(env['XDG_STATE_HOME'] || join(home, '.local', 'state'), 'optiscope');
}

export const lockFile = (folder: string, version: string): string =>
  join(folder, `supervisor-${version}.json`);

export const logFile = (folder: string, version: string): string =>
  join(folder, `supervisor-${version}.log`);
