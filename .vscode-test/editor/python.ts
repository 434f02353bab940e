import { spawnSync } from 'node:child_process';
import { aptInstall } from './apt';

/** The first on the PATH need not be the system's, for which Debian packs torch. */
const PYTHONS = ['python3', '/usr/bin/python3', 'python'];

const runs = (python: string, program: string): boolean =>
  spawnSync(python, ['-c', program], { stdio: 'ignore' }).status === 0;

/**
 * A Python 3 that has torch where there is one, else any, else one that `apt-get` installs. Torch itself is not
 * installed: with all that it needs it is some 200 MB, and only the model's own arithmetic would differ.
 * Throws one sentence when there is no way.
 */
export function ensurePython(tell: (what: string) => void): string {
  const withTorch = PYTHONS.find((python) => runs(python, 'import torch'));
  const found = withTorch ?? PYTHONS.find(isPython3);
  if (found !== undefined) return found;
  try {
    tell('installing Python with apt-get');
    aptInstall('python3');
  } catch {
    // Whether it is there now is what counts.
  }
  if (isPython3('python3')) return 'python3';
  throw new Error('The tests need Python 3 and could not install it: install it yourself.');
}

const isPython3 = (python: string): boolean =>
  runs(python, 'import sys; sys.exit(sys.version_info < (3, 8))');
