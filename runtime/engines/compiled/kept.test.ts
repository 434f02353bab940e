import { describe, expect, it } from 'vitest';
import { analyze } from '../../../language';
import { GraphBuilder } from '../../graph/builder';
import type { Graph, Mode } from '../../graph/graph';
import { dropout } from '../../graph/layers';
import { mean, softmaxCrossEntropy } from '../../graph/operations';
import { normals } from '../../graph/random';
import { findModel } from '../../models/registry';
import { createCompiledEngine } from './engine';

const PROGRAMS = {
  sgd: 'def train(w, g, lr):\n  return lr * g',
  slower: 'def train(w, g, lr):\n  return 0.5 * lr * g',
  momentum: 'def train(w, g, m, lr):\n  m = interp(g, m, 0.9)\n  return lr * m, m',
};

/** A model of its own, which no engine has met. */
const newModel =
  () =>
  (batchSize: number, mode: Mode): Graph => {
    const builder = new GraphBuilder();
    const x = builder.input('x', [batchSize, 4]);
    const y = builder.input('y', [batchSize], 'int32');
    const logits = findModel('mlp').build(dropout(x, 0.2, mode), {
      input: { kind: 'features', size: 4 },
      output: { kind: 'vector', size: 3 },
      mode,
    });
    builder.output('loss', mean(softmaxCrossEntropy(logits, y)));
    return builder.build();
  };

async function train(graph: ReturnType<typeof newModel>, name: keyof typeof PROGRAMS) {
  const program = analyze(PROGRAMS[name], { name, lints: false }).program!;
  const engine = createCompiledEngine({ graph, program, seed: 3 });
  const told: unknown[] = [];
  for (let step = 1; step <= 6; step++) {
    const batchSize = step % 3 === 0 ? 5 : 8;
    const batch = {
      x: Float32Array.from(normals({ seed: 5, step, stream: 0 }, 4 * batchSize)),
      y: Int32Array.from({ length: batchSize }, (_, i) => (i + step) % 3),
    };
    const { loss } = await engine.trainStep({
      batch,
      batchSize,
      step,
      totalSteps: 6,
      lr: 0.1,
      lrPeak: 0.1,
      epochEnd: false,
      hyper: {},
      measured: false,
      tensors: false,
    });
    told.push(loss, await engine.evaluate(batch, batchSize));
  }
  told.push(await engine.readWeights());
  engine.dispose();
  return told;
}

describe('one program after the other with the same model', () => {
  it('trains as if each had come first', async () => {
    const model = newModel();
    const order = ['sgd', 'slower', 'momentum', 'sgd', 'momentum'] as const;
    for (const name of order)
      expect(await train(model, name)).toEqual(await train(newModel(), name));
  });

  it('trains alike while another goes on', async () => {
    const model = newModel();
    const [one, other] = await Promise.all([train(model, 'sgd'), train(model, 'slower')]);
    expect(one).toEqual(await train(newModel(), 'sgd'));
    expect(other).toEqual(await train(newModel(), 'slower'));
  });

  it('asks the model for a graph once', async () => {
    let asked = 0;
    const model = newModel();
    const counting = (batchSize: number, mode: Mode): Graph => {
      if (mode === 'train') asked++;
      return model(batchSize, mode);
    };
    await train(counting, 'sgd');
    const first = asked;
    await train(counting, 'slower');
    expect(asked).toBe(first);
  });
});
