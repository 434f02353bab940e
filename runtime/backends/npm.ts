import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** How npm is started: a program and the arguments before npm's own. */
export interface NpmCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** A batch file, which Windows only runs through its shell. */
  readonly shell: boolean;
}

/**
 * npm, on the PATH or beside a Node; null where there is none. Its script is preferred to what starts it, so that
 * the Node given runs it and no shell comes between.
 */
export function findNpm(
  node: string,
  path = process.env['PATH'] ?? '',
  platform: NodeJS.Platform = process.platform,
): NpmCommand | null {
  const windows = platform === 'win32';
  const folders = [...path.split(delimiter).filter((folder) => folder !== ''), dirname(node)];
  for (const folder of folders) {
    const starter = join(folder, windows ? 'npm.cmd' : 'npm');
    if (!existsSync(starter)) continue;
    const script = windows
      ? join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js')
      : realpathSync(starter);
    if (script.endsWith('.js') && existsSync(script))
      return { command: node, args: [script], shell: false };
    return { command: windows ? `"${starter}"` : starter, args: [], shell: windows };
  }
  return null;
}

/** Lines of npm's report that name circumstances, not the reason. */
const CIRCUMSTANCE =
  /^(code|errno|syscall|path|dest|address|port|cwd|command|requiredBy|type)\b|^(at |A complete log|[{}]|$)/;

/** How npm begins to tell that a package's own script has failed. */
const SCRIPT_FAILED = /^npm (?:error|ERR!) command failed/;

/** Why npm failed, in its own words or those of a package's script, from what was printed on stderr. */
export function npmReason(printed: readonly string[]): string {
  const told = printed
    .map((line) => /^npm (?:error|ERR!)\s*(.*)$/.exec(line)?.[1]?.trim())
    .filter((line) => line !== undefined);
  const reason =
    told.find((line) => !CIRCUMSTANCE.test(line)) ??
    (printed.some((line) => SCRIPT_FAILED.test(line)) ? scriptFailure(printed) : null) ??
    told[0] ??
    printed.at(-1);
  return (reason ?? 'it did not say why').replace(/^\w*Error: /, '').replace(/\.$/, '');
}

/** npm shows what a script prints as it is, so the script's own reason is the last of that. */
function scriptFailure(printed: readonly string[]): string {
  const last = printed.findLast((line) => !/^npm\b|^\s*$/.test(line))?.trim();
  const words = last?.replace(/\.$/, '').slice(0, LONGEST_MESSAGE);
  return `a script of the package failed${words === undefined ? '' : ` (${words})`}`;
}

/** What a line of npm's output tells of its progress; null for one that tells nothing. */
export function npmProgress(line: string): string | null {
  const fetched = /^npm http (?:fetch|cache) .*\/([^/\s]+)\.tgz\b/.exec(line)?.[1];
  if (fetched !== undefined) return `fetched ${fetched}`;
  return /^npm\b|^>|^\s*$/.test(line) ? null : line.trim().slice(0, LONGEST_MESSAGE);
}

const LONGEST_MESSAGE = 120;
