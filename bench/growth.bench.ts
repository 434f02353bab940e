/**
 * How cost grows: of an optimizer's step with the number of parameters, of a training step with the batch, and of
 * analysing, compiling and running a program with its length. The fastest of some rounds, since it is the shape that counts
 * and other work on the machine bends it; a time that is short is one of many together.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze, createCompiledOptimizer, type Program, type StepContext } from '../language';
import { createCompiledEngine } from '../runtime/engines/compiled/engine';
import { report, time, type Figure } from './report';
import { graphOf, stepper, WORKLOADS } from './workloads';

const PARAMETERS = [1e3, 1e4, 1e5, 1e6, 1e7];
const BATCHES = [1, 4, 16, 64, 256, 1024, 4096];
const LENGTHS = [8, 16, 32, 64, 128, 256, 512];
/** For the curve over lengths: enough that a step is more than its call. */
const OF_LENGTHS = 10_000;

const ROUNDS = 21;
const WARM_UP = 3;
/** Each measured piece of work goes on about this long; milliseconds. */
const LONG_ENOUGH = 20;

const textOf = (name: string): string =>
  readFileSync(join(__dirname, '..', '..', 'gallery', `${name}.optim`), 'utf8');

const programOf = (text: string): Program =>
  analyze(text, { name: 'program', lints: false }).program!;

/** Values that go on side by side in a program, so that no statement waits for the one before it. */
const CHAINS = 4;

/** A program of so many statements, each of one operation but for the first and the last. */
function programOfLength(length: number): string {
  const kinds = [
    (x: string, i: number) => `${x} * ${(1 - i / 1e4).toFixed(4)}`,
    (x: string) => `${x} + g`,
    (x: string) => `max(${x}, w)`,
    (x: string) => `abs(${x})`,
    (x: string) => `${x} - w`,
  ];
  const lines = Array.from({ length: length - 1 }, (_, i) =>
    i < CHAINS
      ? `x${i} = g * ${i + 1} - w`
      : `x${i} = ${kinds[i % kinds.length]!(`x${i - CHAINS}`, i)}`,
  );
  const last = lines.slice(-CHAINS).map((line) => line.split(' ')[0]);
  return `def train(w, g, lr):\n  ${lines.join('\n  ')}\n  return lr * (${last.join(' + ')})\n`;
}

const contextAt = (step: number): StepContext => ({
  step,
  totalSteps: 1e9,
  lr: 1e-4,
  lrPeak: 1e-4,
  loss: 1,
  epochEnd: false,
  hyper: {},
});

/** Milliseconds that some work takes, once it is warm. */
function lasting(work: () => void): number {
  let times = 1;
  const many = (): void => {
    for (let i = 0; i < times; i++) work();
  };
  for (let took = 0; took < LONG_ENOUGH;) {
    took = time(1, many)[0]!;
    if (took < LONG_ENOUGH) times = Math.ceil(times * Math.min(10, 1.2 * (LONG_ENOUGH / took)));
  }
  return Math.min(...time(ROUNDS, many)) / times;
}

/** Milliseconds of a step of an optimizer. */
function stepOf(program: Program, count: number): number {
  const parameter = { name: 'weights', shape: [count], role: 'vector' } as const;
  const optimizer = createCompiledOptimizer(program, [parameter]);
  optimizer.weights.fill(0.1);
  optimizer.gradients.fill(0.01);
  let step = 0;
  return lasting(() => void optimizer.step(contextAt(++step)));
}

async function trainingStep(batch: number): Promise<number> {
  const workload = { ...WORKLOADS[0]!, batch };
  const engine = createCompiledEngine({
    graph: graphOf(workload),
    program: programOf(textOf('adamw')),
    seed: 1,
  });
  const steps = Math.max(1, Math.round(2e4 / (batch + 20)));
  const step = stepper(engine, { ...workload, steps });
  for (let i = 0; i < WARM_UP; i++) await step();
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i++) times.push(await step());
  return Math.min(...times);
}

/** Each beside the one before: 10 for ten times as much is growth in proportion. */
const figuresOf = (
  what: (size: number) => string,
  sizes: readonly number[],
  taken: readonly number[],
): Figure[] =>
  sizes.map((size, i) => ({
    what: what(size),
    measured: 1000 * taken[i]!,
    unit: 'µs',
    against:
      i === 0 ? '—' : `${(taken[i]! / taken[i - 1]!).toFixed(2)}× for ${size / sizes[i - 1]!}×`,
  }));

async function main(): Promise<void> {
  const adamw = programOf(textOf('adamw'));
  const parameters = PARAMETERS.map((count) => stepOf(adamw, count));
  const batches: number[] = [];
  for (const batch of BATCHES) batches.push(await trainingStep(batch));
  const texts = LENGTHS.map(programOfLength);
  // All that there is of code is compiled before the first is timed.
  texts.forEach((text) => lasting(() => void programOf(text)));
  const analysing = texts.map((text) => lasting(() => void programOf(text)));
  const small = { name: 'weights', shape: [64], role: 'vector' } as const;
  const compiling = texts.map((text) => {
    // Each time another program: what is known of one is kept with it.
    const rounds = Array.from({ length: ROUNDS }, (_, i) =>
      programOf(text.replace('return lr', `return (1 + ${i + 1}e-6) * lr`)),
    );
    return Math.min(
      ...rounds.map(
        (program) =>
          time(1, () => createCompiledOptimizer(program, [small]).step(contextAt(1)))[0]!,
      ),
    );
  });
  const running = texts.map((text) => stepOf(programOf(text), OF_LENGTHS));
  const n = (size: number): string => size.toLocaleString('en');
  report('growth', [
    ...figuresOf((size) => `a step of AdamW, ${n(size)} parameters`, PARAMETERS, parameters),
    ...figuresOf((size) => `a step of the MLP 2-32-32-2, batch ${n(size)}`, BATCHES, batches),
    ...figuresOf((size) => `a program of ${size} statements: to analyse`, LENGTHS, analysing),
    ...figuresOf(
      (size) => `${size} statements: to compile, first step included`,
      LENGTHS,
      compiling,
    ),
    ...figuresOf((size) => `${size} statements: a step of ${n(OF_LENGTHS)}`, LENGTHS, running),
  ]);
}

void main();
