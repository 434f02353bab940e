import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TfjsBackend } from './on-tfjs';
import { openBackend, startBackend } from './open';
import { productOn } from './product.test-helper';
import { BACKENDS_DIR_VARIABLE, INSTALLED_MARK } from './packages';
import { listBackends } from './table';
import { refuseNewNode } from './tfjs-native';

/** TensorFlow.js core with its CPU backend, registered as the native packages register theirs. */
const STAND_IN = `
  const require_ = require('node:module').createRequire(${JSON.stringify(__filename)});
  const tf = require_('@tensorflow/tfjs-core');
  const { MathBackendCPU } = require_('@tensorflow/tfjs-backend-cpu');
  tf.registerBackend('tensorflow', () => new MathBackendCPU());
  tf.copyRegisteredKernels('cpu', 'tensorflow');
  module.exports = tf;
`;

let folder: string;

function install(name: string, text: string): void {
  const backend = join(folder, 'stand-in');
  const place = join(backend, 'node_modules', name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(backend, INSTALLED_MARK), '');
  writeFileSync(
    join(place, 'package.json'),
    JSON.stringify({ name, version: '4.22.0', main: 'main.js' }),
  );
  writeFileSync(join(place, 'main.js'), text);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-backends-'));
  vi.stubEnv(BACKENDS_DIR_VARIABLE, folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const NATIVE = [
  ['tfjs-node', '@tensorflow/tfjs-node'],
  ['tfjs-gpu', '@tensorflow/tfjs-node-gpu'],
] as const;

describe.each(NATIVE)('%s, on a stand-in module', (name, wanted) => {
  it('is found and computes', async () => {
    install(wanted, STAND_IN);
    const listed = (await listBackends()).find((backend) => backend.name === name);
    expect(listed).toMatchObject({ available: true, unverified: true });
    const backend = await startBackend(name);
    expect((backend as TfjsBackend).tf.getBackend()).toBe('tensorflow');
    expect(await productOn(backend)).toEqual({ loss: 11, weights: [2, 2] });
    expect(backend.versions[wanted]).toBe('4.22.0');
    backend.dispose();
  });

  it('says how to get it where it is missing', async () => {
    const listed = (await listBackends()).find((backend) => backend.name === name);
    expect(listed!.available).toBe(false);
    expect(listed!.detail).toContain(`optiscope backends --install ${name}`);
    expect(listed!.missing).toEqual([wanted]);
  });

  it('gives way, with a reason, where its installation is broken', async () => {
    install(wanted, `throw new Error('libtensorflow.so.2: cannot open shared object file');`);
    const { backend, warnings } = await openBackend(name, 0);
    expect(backend.name).toBe('tfjs-wasm');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/libtensorflow\.so\.2.*reinstall.*tfjs-wasm instead/);
    backend.dispose();
  });
});

describe('refuseNewNode', () => {
  it('refuses Node above 22 with a sentence, and lets older ones be', () => {
    expect(() => refuseNewNode('@tensorflow/tfjs-node', '24.1.0')).toThrow(
      /needs Node 22 or older, and this is Node 24\.1\.0/,
    );
    expect(() => refuseNewNode('@tensorflow/tfjs-node', '22.23.0')).not.toThrow();
  });
});
