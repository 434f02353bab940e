import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze, type Program } from '../../../../language';
import { GraphBuilder } from '../../../graph/builder';
import type { Batch, Graph, Mode } from '../../../graph/graph';
import { mean, softmaxCrossEntropy } from '../../../graph/operations';
import { normals } from '../../../graph/random';
import type { InputSpec, OutputSpec } from '../../../models/model';
import { findModel } from '../../../models/registry';
import type { Engine, StepRequest } from '../../engine';
import { createCompiledEngine } from '../engine';
import type { WorkerCrew } from './crew';
import { togetherCrew } from './crew.test-helper';

/** A model that is large enough to be cut, with its batches. */
interface Case {
  readonly model: string;
  readonly input: InputSpec;
  readonly output: OutputSpec;
  readonly batch: number;
}

const CASES: Readonly<Record<string, Case>> = {
  mlp: {
    model: 'mlp',
    input: { kind: 'image', height: 17, width: 17, channels: 1 },
    output: { kind: 'vector', size: 10 },
    batch: 60,
  },
  cnn: {
    model: 'cnn',
    input: { kind: 'image', height: 18, width: 18, channels: 2 },
    output: { kind: 'vector', size: 10 },
    batch: 19,
  },
  transformer: {
    model: 'transformer',
    input: { kind: 'tokens', length: 30, vocabulary: 50 },
    output: { kind: 'sequence', size: 50 },
    batch: 9,
  },
  // Of as many steps as share functions.
  gru: {
    model: 'gru',
    input: { kind: 'tokens', length: 10, vocabulary: 50 },
    output: { kind: 'sequence', size: 50 },
    batch: 30,
  },
};

const shapeOf = (input: InputSpec): number[] =>
  input.kind === 'image'
    ? [input.height, input.width, input.channels]
    : [input.kind === 'tokens' ? input.length : 1];

const graphOf =
  ({ model, input, output }: Case) =>
  (batch: number, mode: Mode): Graph => {
    const builder = new GraphBuilder();
    const dtype = input.kind === 'tokens' ? 'int32' : 'float32';
    const x = builder.input('x', [batch, ...shapeOf(input)], dtype);
    const labels = output.kind === 'sequence' ? [batch, ...shapeOf(input)] : [batch];
    const y = builder.input('y', labels, 'int32');
    const logits = findModel(model).build(x, { input, output, mode });
    builder.output('loss', mean(softmaxCrossEntropy(logits, y)));
    return builder.build();
  };

const batchOf = ({ input, output }: Case, step: number, batch: number): Batch => {
  const count = batch * shapeOf(input).reduce((a, b) => a * b, 1);
  const pick = (length: number, classes: number): Int32Array =>
    Int32Array.from({ length }, (_, i) => (i * 7919 + step) % classes);
  return {
    x:
      input.kind === 'tokens'
        ? pick(count, input.vocabulary)
        : Float32Array.from(normals({ seed: 1, step, stream: 0 }, count)),
    y: output.kind === 'sequence' ? pick(count, output.size) : pick(batch, 10),
  };
};

const programOf = (name: string): Program => {
  const path = join(__dirname, '..', '..', '..', '..', 'gallery', `${name}.optim`);
  return analyze(readFileSync(path, 'utf8'), { name, lints: false }).program!;
};

const requestOf = (given: Case, step: number): StepRequest => {
  // The last batch of an epoch is smaller.
  const batchSize = step % 3 === 0 ? given.batch - 7 : given.batch;
  return {
    batch: batchOf(given, step, batchSize),
    batchSize,
    step,
    totalSteps: 100,
    lr: 1e-3,
    lrPeak: 1e-3,
    epochEnd: false,
    hyper: {},
    measured: step % 2 === 0,
    tensors: false,
  };
};

const STEPS = [1, 2, 3];

/** All that can be seen of a short training. */
const trained = async (given: Case, engines: readonly Engine[]) => {
  const seen: unknown[] = [];
  let before = engines[0]!;
  for (const step of STEPS) {
    const engine = engines[step % engines.length]!;
    if (engine !== before) engine.writeState(await before.readState());
    const { loss, norms } = await engine.trainStep(requestOf(given, step));
    seen.push(loss, norms);
    before = engine;
  }
  seen.push(await before.evaluate(batchOf(given, 99, given.batch), given.batch));
  seen.push(await before.readWeights());
  engines.forEach((engine) => engine.dispose());
  return seen;
};

/** Stages for several threads of all engines so far. */
let cut = 0;
const crewOf = (size: number): WorkerCrew => {
  const crew = togetherCrew(size);
  return {
    ...crew,
    prepare(module, memory, stages) {
      cut += stages.filter(({ length }) => length > 1).length;
      return crew.prepare(module, memory, stages);
    },
  };
};

const engineOf = (given: Case, program: Program, threads: number): Engine =>
  createCompiledEngine({ graph: graphOf(given), program, seed: 1, threads }, crewOf);

describe('several threads', { timeout: 120_000 }, () => {
  it.each(Object.keys(CASES))('train the model %s as one does, to the bit', async (name) => {
    const given = CASES[name]!;
    const program = programOf('adamw');
    const alone = await trained(given, [engineOf(given, program, 1)]);
    for (const threads of [2, 3, 5]) {
      const before = cut;
      expect(await trained(given, [engineOf(given, program, threads)])).toEqual(alone);
      expect(cut - before).toBeGreaterThan(5);
    }
  });

  it.each(['lamb', 'adafactor', 'sophia'])('carry out %s as one does, to the bit', async (name) => {
    const given = CASES['mlp']!;
    const program = programOf(name);
    const alone = await trained(given, [engineOf(given, program, 1)]);
    expect(await trained(given, [engineOf(given, program, 3)])).toEqual(alone);
  });

  it('share what is summed up over all parameters', async () => {
    const given = CASES['mlp']!;
    const cutsOf = async (update: string): Promise<number> => {
      const text = `def train(w, g, lr):\n  return lr * ${update}\n`;
      const { program } = analyze(text, { name: 'summing', lints: false });
      const before = cut;
      const together = await trained(given, [engineOf(given, program!, 2)]);
      const all = cut - before;
      expect(together).toEqual(await trained(given, [engineOf(given, program!, 1)]));
      return all;
    };
    expect(await cutsOf('g / global_norm(g)')).toBeGreaterThan(await cutsOf('g / 2'));
  });

  it('go on from where another number of threads was, to the bit', async () => {
    const given = CASES['mlp']!;
    const program = programOf('adamw');
    const alone = await trained(given, [engineOf(given, program, 1)]);
    const byTurns = [engineOf(given, program, 2), engineOf(given, program, 1)];
    expect(await trained(given, byTurns)).toEqual(alone);
  });
});
