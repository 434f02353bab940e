import type { Engine, StepRequest } from '../engines/engine';
import type { TaskInstance } from '../tasks/task';

/** An engine without a model: its losses are a function of the step. */
export interface FakeEngine extends Engine {
  readonly requests: StepRequest[];
}

export function fakeEngine(
  loss: (step: number) => number,
  duringStep: (step: number) => void = () => undefined,
): FakeEngine {
  const requests: StepRequest[] = [];
  return {
    requests,
    parameterCount: 3,
    trainStep: async (request) => {
      requests.push(request);
      duringStep(request.step);
      const norms = request.measured
        ? { gradient: [0.06, 0.08], update: [0.2, 0], weight: [3, 4] }
        : null;
      const tensors = request.tensors
        ? {
            weights: [Float32Array.of(request.step)],
            gradients: [Float32Array.of(2)],
            updates: [Float32Array.of(3)],
          }
        : null;
      return { loss: loss(request.step), norms, tensors, extraPasses: 0 };
    },
    evaluate: async (_batch, size) => ({
      scalars: { sum: 2 * size, correct: size - 1, loss: 2 },
      // Of its units one never wakes, and one only in the last, smaller batch.
      activity: { hidden: Float32Array.of(size, 0, size < 4 ? 1 : 0, 1) },
    }),
    readState: async () => ({ weights: [], slots: null, context: null }),
    writeState: () => undefined,
    readWeights: async () => new Float32Array(3),
    dispose: () => undefined,
  };
}

const EMPTY_GRAPH = { nodes: [], parameters: [], inputs: [], outputs: {} };

/** A task with epochs of three batches, and validation batches of the given sizes. */
export const fakeTask = (validation: readonly number[] = [4, 4, 2]): TaskInstance => ({
  description: 'nothing',
  dataHash: '',
  model: 'none',
  trainExamples: 6,
  validationExamples: validation.reduce((a, b) => a + b, 0),
  batchesPerEpoch: 3,
  graph: () => EMPTY_GRAPH,
  trainBatch: (step) => ({ batch: {}, size: 2, epochEnd: step % 3 === 0 }),
  validationBatches: () => validation.map((size) => ({ batch: {}, size })),
  measure: (sums) => ({ 'val/loss': sums['sum']! / 10, 'val/accuracy': sums['correct']! / 10 }),
});
