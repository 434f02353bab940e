import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findNpm, npmProgress, npmReason } from './npm';

describe('finding npm', () => {
  let root: string;
  beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'optiscope-npm-')))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const put = (...path: string[]): string => {
    const file = join(root, ...path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, '');
    chmodSync(file, 0o755);
    return file;
  };
  const node = (): string => join(root, 'node', 'node');

  it('runs the script behind the link on the PATH with the Node given', () => {
    const script = put('lib', 'npm', 'bin', 'npm-cli.js');
    mkdirSync(join(root, 'bin'));
    symlinkSync(script, join(root, 'bin', 'npm'));
    expect(findNpm(node(), join(root, 'bin'), 'linux')).toEqual({
      command: node(),
      args: [script],
      shell: false,
    });
  });

  it('starts what a version manager has put there as it is', () => {
    const shim = put('shims', 'npm');
    expect(findNpm(node(), join(root, 'shims'), 'darwin')).toEqual({
      command: shim,
      args: [],
      shell: false,
    });
  });

  it('looks beside the Node where the PATH has none', () => {
    const beside = put('node', 'npm');
    expect(findNpm(node(), join(root, 'empty'), 'linux')?.command).toBe(beside);
  });

  it('on Windows takes the script beside npm.cmd, else npm.cmd through the shell', () => {
    const cmd = put('managed', 'npm.cmd');
    expect(findNpm(node(), join(root, 'managed'), 'win32')).toEqual({
      command: `"${cmd}"`,
      args: [],
      shell: true,
    });
    const script = put('managed', 'node_modules', 'npm', 'bin', 'npm-cli.js');
    expect(findNpm(node(), join(root, 'managed'), 'win32')?.args).toEqual([script]);
  });

  it('says when there is none', () => {
    expect(findNpm(node(), '', 'linux')).toBeNull();
  });
});

describe('what npm prints', () => {
  it.each([
    [
      [
        'npm error code ECONNREFUSED',
        'npm error syscall connect',
        'npm error errno ECONNREFUSED',
        'npm error FetchError: request to http://127.0.0.1:9/x failed, reason: connect ECONNREFUSED',
        'npm error     at ClientRequest.<anonymous> (index.js:130:14)',
        'npm error A complete log of this run can be found in: debug-0.log',
      ],
      'request to http://127.0.0.1:9/x failed, reason: connect ECONNREFUSED',
    ],
    [
      [
        'npm ERR! code ENOTCACHED',
        "npm ERR! request to https://r/x failed: cache mode is 'only-if-cached'.",
      ],
      "request to https://r/x failed: cache mode is 'only-if-cached'",
    ],
    [
      [
        'npm error code 1',
        'npm error path /home/me/node_modules/it',
        'npm error command failed',
        'npm error command sh -c node install.js',
        'npm error Error: no space left on device',
      ],
      'no space left on device',
    ],
    [
      [
        '* Downloading libtensorflow',
        'There is no room left on the disk.',
        'npm error code 1',
        'npm error path /home/me/node_modules/it',
        'npm error command failed',
        'npm error command sh -c node install.js',
      ],
      'a script of the package failed (There is no room left on the disk)',
    ],
    [
      ['npm error code 1', 'npm error command failed', 'npm error command sh -c node install.js'],
      'a script of the package failed',
    ],
    [['npm error code EWHATEVER'], 'code EWHATEVER'],
    [['Segmentation fault'], 'Segmentation fault'],
    [[], 'it did not say why'],
  ])('gives the reason of %j', (printed, reason) => {
    expect(npmReason(printed)).toBe(reason);
  });

  it('tells what has been fetched and what scripts say, and nothing else', () => {
    const lines = [
      'npm http fetch GET 200 https://r/webgpu/-/webgpu-0.6.2.tgz 812ms (cache miss)',
      'npm http fetch GET 200 https://r/webgpu 80ms',
      '> node scripts/install.js',
      '* Downloading libtensorflow',
      '',
    ];
    expect(lines.map(npmProgress)).toEqual([
      'fetched webgpu-0.6.2',
      null,
      null,
      '* Downloading libtensorflow',
      null,
    ]);
  });
});
