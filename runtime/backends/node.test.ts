import { describe, expect, it } from 'vitest';
import { chooseNode, findNodes, type NodeFound } from './node';

const node = (version: string): NodeFound => ({ path: `/opt/node-${version}`, version });

describe('chooseNode', () => {
  it('takes the newest for WASM and WebGPU', () => {
    const found = [node('20.20.2'), node('24.3.0'), node('22.9.0')];
    for (const backend of ['auto', 'compiled', 'tfjs-wasm', 'tfjs-webgpu'] as const) {
      expect(chooseNode(backend, found)?.version).toBe('24.3.0');
    }
  });

  it('compares versions as numbers', () => {
    expect(chooseNode('auto', [node('22.9.0'), node('22.10.0')])?.version).toBe('22.10.0');
  });

  it('takes the newest up to 22 for the native packages', () => {
    const found = [node('24.3.0'), node('20.20.2'), node('22.9.0')];
    expect(chooseNode('tfjs-node', found)?.version).toBe('22.9.0');
    expect(chooseNode('tfjs-gpu', found)?.version).toBe('22.9.0');
  });

  it('finds none where all are too new or too old', () => {
    expect(chooseNode('tfjs-gpu', [node('24.3.0')])).toBeNull();
    expect(chooseNode('auto', [node('18.0.0')])).toBeNull();
  });

  it('prefers the first of equal versions', () => {
    const own = { path: 'own', version: '20.20.2' };
    expect(chooseNode('auto', [own, node('20.20.2')])).toBe(own);
  });
});

describe('findNodes', () => {
  it("knows this process's own", async () => {
    const found = await findNodes();
    expect(found[0]).toEqual({ path: process.execPath, version: process.versions.node });
  });
});
