import { analyze } from '../../language';
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { matmul, sum } from '../graph/operations';
import type { LoadedBackend } from './backend';

/** (1, 2) · (3, 4), as a model's loss. */
function graph(): Graph {
  const builder = new GraphBuilder();
  const weights = builder.parameter('weights', [2, 1], 'matrix', {
    kind: 'values',
    values: [3, 4],
  });
  builder.output('loss', sum(matmul(builder.input('x', [1, 2]), weights)));
  return builder.build();
}

/** What a backend makes of (1, 2) · (3, 4), and of the weights after a step down the gradient. */
export async function productOn(
  backend: LoadedBackend,
): Promise<{ readonly loss: number; readonly weights: number[] }> {
  const { program } = analyze('def train(w, g, lr):\n  return lr * g\n', { name: 'sgd' });
  const engine = await backend.createEngine({ graph, program: program!, seed: 1 });
  const { loss } = await engine.trainStep({
    batch: { x: Float32Array.of(1, 2) },
    batchSize: 1,
    step: 1,
    totalSteps: 1,
    lr: 1,
    lrPeak: 1,
    epochEnd: false,
    hyper: {},
    measured: false,
    tensors: false,
  });
  const weights = [...(await engine.readWeights())];
  engine.dispose();
  return { loss, weights };
}
