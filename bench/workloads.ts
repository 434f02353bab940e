import { GraphBuilder } from '../runtime/graph/builder';
import type { Engine } from '../runtime/engines/engine';
import type { Batch, Graph, Mode } from '../runtime/graph/graph';
import { mean, softmaxCrossEntropy } from '../runtime/graph/operations';
import { normals } from '../runtime/graph/random';
import type { InputSpec, OutputSpec } from '../runtime/models/model';
import { findModel } from '../runtime/models/registry';
import type { Stepper } from './in-turns';

/** A model in training, with its batches. */
export interface Workload {
  readonly what: string;
  /** As the Python script knows it. */
  readonly name: string;
  readonly model: string;
  readonly input: InputSpec;
  readonly output: OutputSpec;
  readonly batch: number;
  /** Steps that are timed together. */
  readonly steps: number;
}

const IMAGE = { kind: 'image', height: 28, width: 28, channels: 1 } as const;
export const LENGTH = 64;
export const VOCABULARY = 64;

/** The small multilayer perceptron first. */
export const WORKLOADS: readonly Workload[] = [
  {
    what: 'MLP 2-32-32-2, batch 64',
    name: 'small',
    model: 'mlp',
    input: { kind: 'features', size: 2 },
    output: { kind: 'vector', size: 2 },
    batch: 64,
    steps: 400,
  },
  {
    what: 'MLP 784-256-128-10, batch 128',
    name: 'large',
    model: 'mlp',
    input: IMAGE,
    output: { kind: 'vector', size: 10 },
    batch: 128,
    steps: 3,
  },
  {
    what: `transformer, ${LENGTH} tokens, batch 16`,
    name: 'transformer',
    model: 'transformer',
    input: { kind: 'tokens', length: LENGTH, vocabulary: VOCABULARY },
    output: { kind: 'sequence', size: VOCABULARY },
    batch: 16,
    steps: 1,
  },
  {
    what: 'CNN on 28 × 28, batch 64',
    name: 'cnn',
    model: 'cnn',
    input: IMAGE,
    output: { kind: 'vector', size: 10 },
    batch: 64,
    steps: 1,
  },
];

/** The graph of its loss. */
export function graphOf({ model, input, output }: Workload) {
  return (batch: number, mode: Mode): Graph => {
    const builder = new GraphBuilder();
    const shape = exampleShape(input);
    const x = builder.input('x', [batch, ...shape], input.kind === 'tokens' ? 'int32' : 'float32');
    const labels = output.kind === 'sequence' ? [batch, shape[0]!] : [batch];
    const y = builder.input('y', labels, 'int32');
    const logits = findModel(model).build(x, { input, output, mode });
    builder.output('loss', mean(softmaxCrossEntropy(logits, y)));
    return builder.build();
  };
}

function exampleShape(input: InputSpec): number[] {
  switch (input.kind) {
    case 'features':
      return [input.size];
    case 'image':
      return [input.height, input.width, input.channels];
    case 'tokens':
      return [input.length];
    case 'point':
      return [];
  }
}

function batchOf({ input, output, batch }: Workload): Batch {
  const count = batch * exampleShape(input).reduce((a, b) => a * b, 1);
  const classes = output.kind === 'point' ? 1 : output.size;
  const pick = (length: number): Int32Array =>
    Int32Array.from({ length }, (_, i) => (i * 7919) % classes);
  return input.kind === 'tokens'
    ? { x: pick(count), y: pick(count) }
    : {
        x: Float32Array.from(normals({ seed: 1, step: 0, stream: 0 }, count)),
        y: pick(batch),
      };
}

/** Trains on one batch again and again. */
export function stepper(engine: Engine, workload: Workload): Stepper {
  const batch = batchOf(workload);
  let step = 0;
  return async () => {
    const begun = performance.now();
    for (let i = 0; i < workload.steps; i++) {
      step++;
      await engine.trainStep({
        batch,
        batchSize: workload.batch,
        step,
        totalSteps: 1e6,
        lr: 1e-4,
        lrPeak: 1e-4,
        epochEnd: false,
        hyper: {},
        measured: false,
        tensors: false,
      });
    }
    return (performance.now() - begun) / workload.steps;
  };
}
