import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installBackend, type InstallRequest } from './install';
import { BACKENDS_DIR_VARIABLE, findPackage } from './packages';

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'optiscope install '));
  folder = join(root, 'backends');
  vi.stubEnv(BACKENDS_DIR_VARIABLE, folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

/** A package in a folder, which npm installs without asking anyone. */
function standIn(name: string): string {
  const place = join(root, name);
  mkdirSync(place);
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name, version: '1.2.3' }));
  writeFileSync(join(place, 'index.js'), `module.exports = '${name}';`);
  return place;
}

/** A program in npm's place. */
function fakeNpm(text: string): InstallRequest['npm'] {
  const script = join(root, 'npm-cli.js');
  writeFileSync(script, text);
  return { command: process.execPath, args: [script], shell: false };
}

const install = (change: Partial<InstallRequest>): Promise<void> =>
  installBackend({
    backend: 'tfjs-node',
    packages: [],
    folder,
    node: process.execPath,
    progress: () => undefined,
    signal: new AbortController().signal,
    ...change,
  });

describe('installing a backend', () => {
  it('makes its packages found, from a folder of its own', async () => {
    expect(findPackage('stand-in-a')).toBeNull();
    await install({ packages: [standIn('stand-in-a'), standIn('stand-in-b')] });
    const found = findPackage('stand-in-a')!;
    expect(found.version).toBe('1.2.3');
    expect(found.require(found.main)).toBe('stand-in-a');
    expect(findPackage('stand-in-b')).not.toBeNull();
    expect(existsSync(join(folder, 'tfjs-node', 'node_modules'))).toBe(true);
  });

  it("fails with npm's own reason, and leaves nothing", async () => {
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/');
    vi.stubEnv('npm_config_fetch_retries', '0');
    vi.stubEnv('npm_config_cache', join(root, 'cache'));
    await expect(install({ packages: ['webgpu@0.6.2'] })).rejects.toThrow(
      /^tfjs-node could not be installed: request to http:\/\/127\.0\.0\.1:9\/webgpu failed, reason: .+\.$/,
    );
    expect(existsSync(join(folder, 'tfjs-node'))).toBe(false);
  });

  it('says that npm is missing', async () => {
    await expect(install({ npm: null })).rejects.toThrow(/needs npm, which comes with Node/);
  });

  it('ends npm when it is cancelled, and leaves nothing', async () => {
    const npm = fakeNpm(`
      require('node:fs').mkdirSync('node_modules/half', { recursive: true });
      console.log('half way');
      setInterval(() => {}, 1000);
    `);
    const cancel = new AbortController();
    const heard: string[] = [];
    const progress = (message: string): void => {
      heard.push(message);
      cancel.abort();
    };
    await expect(install({ npm, progress, signal: cancel.signal })).rejects.toThrow(/cancelled/);
    expect(heard).toEqual(['half way']);
    expect(existsSync(join(folder, 'tfjs-node'))).toBe(false);
  });

  it('does not use what an interrupted installation has left', () => {
    const place = join(folder, 'tfjs-node', 'node_modules', 'half');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'package.json'), '{"name":"half","version":"1.0.0"}');
    writeFileSync(join(place, 'index.js'), '');
    expect(findPackage('half')).toBeNull();
  });
});
