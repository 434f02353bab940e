import { describe, expect, it } from 'vitest';
import { GPU_WORTH_FLOP, chooseAutomatically, chooseBackend } from './choose';
import { openBackend, startBackend } from './open';
import { productOn } from './product.test-helper';

const REAL = { device: 'NVIDIA RTX 4090', software: false };
const IMITATED = { device: 'SwiftShader', software: true };

describe('chooseAutomatically', () => {
  it('compiles for little work, whatever GPU is there', () => {
    expect(chooseAutomatically(GPU_WORTH_FLOP / 2, REAL).name).toBe('compiled');
  });

  it('takes a real GPU for much work, and says which', () => {
    const { name, reason } = chooseAutomatically(GPU_WORTH_FLOP * 2, REAL);
    expect(name).toBe('tfjs-webgpu');
    expect(reason).toContain('RTX 4090');
  });

  it('never takes a software driver', () => {
    const { name, reason } = chooseAutomatically(GPU_WORTH_FLOP * 2, IMITATED);
    expect(name).toBe('compiled');
    expect(reason).toContain('software driver');
  });

  it('says that no GPU was found', () => {
    expect(chooseAutomatically(GPU_WORTH_FLOP * 2, null).reason).toContain('no GPU');
  });
});

describe('chooseBackend', () => {
  it('takes what was asked for', async () => {
    expect((await chooseBackend('tfjs-cpu', 1e12)).name).toBe('tfjs-cpu');
  });
});

describe('openBackend', () => {
  it('has no warning where nothing went otherwise than asked', async () => {
    const { backend, warnings } = await openBackend('auto', 1e6);
    expect(backend.name).toBe('compiled');
    expect(warnings).toEqual([]);
    backend.dispose();
  });
});

describe.each(['compiled', 'tfjs-cpu', 'tfjs-wasm'] as const)('%s', (name) => {
  it('multiplies matrices', async () => {
    const backend = await startBackend(name);
    expect(await productOn(backend)).toEqual({ loss: 11, weights: [2, 2] });
    backend.dispose();
  });
});
