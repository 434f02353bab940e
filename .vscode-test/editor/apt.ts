import { execFileSync } from 'node:child_process';

/** Installs a Debian package. Throws where there is no `apt-get`, or where it may not be used. */
export function aptInstall(name: string): void {
  const options = {
    stdio: 'ignore' as const,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  execFileSync('apt-get', ['update'], options);
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', name], options);
}
