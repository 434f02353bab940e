import { readFileSync, statSync, type Stats } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';

const COMMIT = /^[0-9a-f]{40,64}$/;

/**
 * The commit that is checked out where `folder` stands, read from the repository's own files (nothing is
 * executed); null outside a repository or before its first commit.
 */
export function readGitCommit(folder: string): string | null {
  const git = findGitFolder(folder);
  if (git === null) return null;
  const head = readText(join(git, 'HEAD'));
  if (head === null) return null;
  if (COMMIT.test(head)) return head;
  const reference = /^ref: (refs\/\S+)$/.exec(head)?.[1];
  if (reference === undefined || reference.includes('..')) return null;
  const common = readText(join(git, 'commondir'));
  const home = common === null ? git : resolve(git, common);
  const loose = readText(join(git, reference)) ?? readText(join(home, reference));
  if (loose !== null && COMMIT.test(loose)) return loose;
  const packed = readText(join(home, 'packed-refs')) ?? '';
  const line = packed.split('\n').find((entry) => entry.endsWith(` ${reference}`));
  const commit = line?.split(' ')[0];
  return commit !== undefined && COMMIT.test(commit) ? commit : null;
}

/** `.git` here or above: a folder, or in worktrees and submodules a file that names one. */
function findGitFolder(start: string): string | null {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const git = join(folder, '.git');
    const found = stat(git);
    if (found?.isDirectory()) return git;
    if (found?.isFile()) {
      const target = /^gitdir: (.+)$/.exec(readText(git) ?? '')?.[1];
      if (target === undefined) return null;
      return isAbsolute(target) ? target : resolve(folder, target);
    }
    if (dirname(folder) === folder) return null;
  }
}

function stat(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
