import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeGpu } from './gpu';
import { BACKENDS_DIR_VARIABLE, INSTALLED_MARK } from './packages';
import { swiftshaderEnvironment } from './swiftshader.test-helper';

describe('probing for a GPU', () => {
  it('finds a software driver, and calls it so', async () => {
    const gpu = await probeGpu({ ...process.env, ...swiftshaderEnvironment() });
    expect(gpu).toMatchObject({ software: true, device: expect.stringMatching(/swiftshader/i) });
  });
});

describe('probing with a package in the place of Dawn', () => {
  let folder: string;
  const install = (text: string): void => {
    const place = join(folder, 'tfjs-webgpu', 'node_modules', 'webgpu');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(folder, 'tfjs-webgpu', INSTALLED_MARK), '');
    writeFileSync(join(place, 'package.json'), '{"name":"webgpu","version":"0.0.1","main":"m.js"}');
    writeFileSync(join(place, 'm.js'), text);
  };
  const answers = (adapter: string): string =>
    `exports.create = () => ({ requestAdapter: async () => (${adapter}) });`;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'optiscope-gpu-'));
    vi.stubEnv(BACKENDS_DIR_VARIABLE, folder);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  it('describes a real GPU, whatever its driver prints', async () => {
    install(
      `console.error('Warning: a driver talks');
       ${answers(`{ info: { vendor: 'acme', architecture: 'rocket', description: '' } }`)}`,
    );
    expect(await probeGpu()).toEqual({ device: 'acme rocket', software: false });
  });

  it('says that there is none', async () => {
    install(answers('null'));
    await expect(probeGpu()).rejects.toThrow(/no GPU was found/);
  });

  it('says why the package does not load, and outlives a driver that crashes', async () => {
    install(`throw new Error('libvulkan is of another world');`);
    await expect(probeGpu()).rejects.toThrow(/Error: libvulkan is of another world/);
    install(`process.abort();`);
    await expect(probeGpu()).rejects.toThrow(/webgpu package does not work here/);
  });
});
