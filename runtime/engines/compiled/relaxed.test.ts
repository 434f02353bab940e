import { setFlagsFromString } from 'node:v8';
import { expect, it } from 'vitest';
import { analyze, hasRelaxed } from '../../../language';
import { GraphBuilder } from '../../graph/builder';
import type { Graph } from '../../graph/graph';
import { mean, softmaxCrossEntropy } from '../../graph/operations';
import { normals } from '../../graph/random';
import { findModel } from '../../models/registry';
import type { Engine } from '../engine';

// V8 11.3, that of Node 20, has the instructions behind this flag; later ones always have them.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--experimental-wasm-relaxed-simd');

const { createCompiledEngine } = await import('./engine');

const STEPS = 20;
const BATCH = 16;

const graph = (batchSize: number): Graph => {
  const builder = new GraphBuilder();
  const x = builder.input('x', [batchSize, 9]);
  const y = builder.input('y', [batchSize], 'int32');
  const logits = findModel('mlp').build(x, {
    input: { kind: 'features', size: 9 },
    output: { kind: 'vector', size: 3 },
    mode: 'train',
  });
  builder.output('loss', mean(softmaxCrossEntropy(logits, y)));
  return builder.build();
};

async function losses(engine: Engine): Promise<number[]> {
  const told: number[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const batch = {
      x: Float32Array.from(normals({ seed: 5, step, stream: 0 }, 9 * BATCH)),
      y: Int32Array.from({ length: BATCH }, (_, i) => (i + step) % 3),
    };
    const shared = { totalSteps: STEPS, lr: 0.01, lrPeak: 0.01, epochEnd: false, hyper: {} };
    const { loss } = await engine.trainStep({
      ...{ ...shared, batch, batchSize: BATCH, step, measured: false, tensors: false },
    });
    told.push(loss);
  }
  return told;
}

it('rounds sums of products otherwise where it may, and keeps to the same course', async () => {
  const source = 'def train(w, g, m, lr):\n  m = 0.9 * m + 0.1 * g\n  return lr * m, m\n';
  const { program } = analyze(source, { name: 'mine', lints: false });
  expect(hasRelaxed()).toBe(true);
  const engineOf = (relaxed: boolean): Engine =>
    createCompiledEngine({ graph, program: program!, seed: 1, relaxed });
  const engine = engineOf(true);
  expect(engine.remark).toBeNull();
  const [relaxed, again, plain] = await Promise.all(
    [engine, engineOf(true), engineOf(false)].map(losses),
  );
  expect(relaxed).toEqual(again);
  expect(relaxed).not.toEqual(plain);
  relaxed!.forEach((loss, step) => expect(loss).toBeCloseTo(plain![step]!, 4));
});
