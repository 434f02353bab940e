import { mkdirSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { BACKENDS_DIR_VARIABLE } from '../backends/packages';
import { InstallBackend, InstallProgress } from '../protocol/messages';
import type { BackendName } from '../protocol/runs';
import { Installation } from './testing/harness';

const installation = new Installation();
const backends = join(installation.folder, 'backends');
const npmFolder = join(installation.folder, 'npm');

/** Stands first on the supervisor's PATH: prints, then waits for a file that says how to go on. */
const FAKE_NPM = `
const { existsSync, mkdirSync } = require('node:fs');
mkdirSync('node_modules');
console.log('asked for ' + process.argv.slice(2).filter((each) => !each.startsWith('-')).join(' '));
setInterval(() => existsSync(process.env.OPTISCOPE_TEST_GO) && process.exit(0), 10);
`;
const go = join(installation.folder, 'go');

beforeAll(async () => {
  await installation.build();
  mkdirSync(join(npmFolder, 'node_modules', 'npm', 'bin'), { recursive: true });
  const script = join(npmFolder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
  writeFileSync(script, FAKE_NPM);
  const windows = process.platform === 'win32';
  if (windows) writeFileSync(join(npmFolder, 'npm.cmd'), '');
  else
    writeFileSync(
      join(npmFolder, 'npm'),
      `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`,
      {
        mode: 0o755,
      },
    );
  Object.assign(installation.env, {
    PATH: npmFolder,
    OPTISCOPE_TEST_PACKAGES: 'stand-in@1.0.0',
    OPTISCOPE_TEST_GO: go,
    [BACKENDS_DIR_VARIABLE]: backends,
  });
});
afterAll(() => installation.dispose());

const installed = (name: BackendName): boolean =>
  existsSync(join(backends, name, 'installed.json'));

it('installs what a client asks for, one at a time, and cancels', async () => {
  const { rpc } = await installation.connect();
  const second = await installation.connect();
  const progress = new Promise((resolve) => rpc.onNotification(InstallProgress, resolve));
  const cancellation = new CancellationTokenSource();
  const cancelled = rpc.sendRequest(InstallBackend, { name: 'tfjs-node' }, cancellation.token);
  expect(await progress).toEqual({
    name: 'tfjs-node',
    message: 'asked for install stand-in@1.0.0',
  });
  await expect(second.rpc.sendRequest(InstallBackend, { name: 'tfjs-node' })).rejects.toThrow(
    'tfjs-node is being installed; try again when it is done.',
  );
  cancellation.cancel();
  await expect(cancelled).rejects.toThrow('Installing tfjs-node was cancelled.');
  expect(installed('tfjs-node')).toBe(false);

  writeFileSync(go, '');
  expect(await second.rpc.sendRequest(InstallBackend, { name: 'tfjs-node' })).toBeNull();
  expect(installed('tfjs-node')).toBe(true);
});

it('refuses what is built in, and names that it does not know', async () => {
  const { rpc } = await installation.connect();
  await expect(rpc.sendRequest(InstallBackend, { name: 'tfjs-cpu' })).rejects.toThrow(
    'tfjs-cpu is built in; there is nothing to install.',
  );
  const wrong = { name: '../evil' as BackendName };
  await expect(rpc.sendRequest(InstallBackend, wrong)).rejects.toThrow(/"name" must be one of/);
});
