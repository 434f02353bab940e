/**
 * One step of compiled optimizers beside their peers, in the same minutes: tf.train.adam on TensorFlow.js's WASM backend,
 * a plain loop over Float32Arrays, PyTorch's eager AdamW on one thread where there is a Python with torch, and the roof
 * that memory sets: a = a·c + b in place. With --full, ten million parameters, too.
 */
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  analyze,
  chain,
  Arena,
  createCompiledOptimizer,
  createTfjsOptimizer,
  whyUntrainable,
  type ParameterInfo,
  type Program,
  type StepContext,
} from '../language';
import { inTurns, ratio, timed, type Stepper } from './in-turns';
import { median, report, type Figure } from './report';
import { startTorch } from './torch';

const root = join(__dirname, '..', '..');
const full = process.argv.includes('--full');
const SIZES = [1e3, 1e4, 1e5, 1e6, ...(full ? [1e7] : [])];
/** So many numbers are gone through in a turn, in at most so many steps: with few of them a step is done at once. */
const TURN = 1e6;
const MOST_STEPS = 100;
const GALLERY_SIZE = 1e6;
/** What sees tensors as matrices: the largest of the MLP on 28 × 28 images, and one that is decomposed. */
const MATRICES = { muon: [784, 256], shampoo: [128, 64], soap: [128, 64] } as const;
const MATRIX_ROUNDS = 5;
/** Programs that are compiled, after as many others, as a search does. */
const COMPILED = 1000;

setWasmPaths(join(root, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist') + '/');

const contextAt = (step: number): StepContext => ({
  step,
  totalSteps: 1e6,
  lr: 1e-3,
  lrPeak: 1e-3,
  loss: 1,
  epochEnd: false,
  hyper: {},
});

function programNamed(name: string): Program {
  const source = readFileSync(join(root, 'gallery', `${name}.optim`), 'utf8');
  return analyze(source, { name, lints: false }).program!;
}

const vector = (count: number): ParameterInfo[] => [{ name: 'w', shape: [count], role: 'vector' }];

const stepsOf = (count: number): number =>
  Math.min(MOST_STEPS, Math.max(1, Math.round(TURN / count)));

/** Ordinary numbers, without the cost of a good generator. */
function fill(list: Float32Array): Float32Array {
  for (let i = 0; i < list.length; i++) list[i] = ((i * 7919) % 2003) / 1001.5 - 1;
  return list;
}

function compiledStep(program: Program, parameters: readonly ParameterInfo[], steps = 1): Stepper {
  const optimizer = createCompiledOptimizer(program, parameters);
  fill(optimizer.weights);
  fill(optimizer.gradients);
  let step = 0;
  return timed(() => optimizer.step(contextAt(++step)), steps);
}

function plainAdamW(count: number): Stepper {
  const [w, g] = [fill(new Float32Array(count)), fill(new Float32Array(count))];
  const [m, v] = [new Float32Array(count), new Float32Array(count)];
  const [lr, b1, b2, eps, wd] = [1e-3, 0.9, 0.999, 1e-8, 0.01];
  let step = 0;
  return timed(() => {
    step++;
    const [c1, c2] = [1 / (1 - b1 ** step), 1 / (1 - b2 ** step)];
    for (let i = 0; i < count; i++) {
      const gradient = g[i]!;
      const first = (m[i] = b1 * m[i]! + (1 - b1) * gradient);
      const second = (v[i] = b2 * v[i]! + (1 - b2) * gradient * gradient);
      w[i]! -= lr * ((first * c1) / (Math.sqrt(second * c2) + eps) + wd * w[i]!);
    }
  }, stepsOf(count));
}

function tfjsAdam(count: number): Stepper {
  const adam = tf.train.adam(1e-3);
  const variable = tf.variable(tf.tensor1d(fill(new Float32Array(count))));
  const gradient = tf.tensor1d(fill(new Float32Array(count)));
  const gradients = [{ name: variable.name, tensor: gradient }];
  return timed(() => adam.applyGradients(gradients), stepsOf(count));
}

/** a = a·c + b over so many numbers: what memory allows a kernel that reads two lists and writes one. */
function roof(count: number): Stepper {
  const source = 'c: hyper(0, 1) = 0.999\n\ndef train(w, g, lr):\n  return w - (w * c + g)\n';
  return compiledStep(
    analyze(source, { name: 'roof', lints: false }).program!,
    vector(count),
    stepsOf(count),
  );
}

const TORCH = `
import sys, time, torch
torch.set_num_threads(1)
print(torch.__version__, flush=True)
made = {}
for line in sys.stdin:
    name, count, steps = line.split(); count, steps = int(count), int(steps)
    if (name, count) not in made:
        made.clear()
        w = torch.nn.Parameter(torch.rand(count)); w.grad = torch.rand(count) - 0.5
        made[(name, count)] = torch.optim.AdamW([w], lr=1e-3)
    begun = time.perf_counter()
    for _ in range(steps): made[(name, count)].step()
    print((time.perf_counter() - begun) * 1e3 / steps, flush=True)
`;

const figures: Figure[] = [];
const shortly = (count: number): string => count.toExponential(0).replace('+', '');

async function growth(): Promise<void> {
  const torch = await startTorch(TORCH);
  for (const count of SIZES) {
    const steppers = {
      adamw: compiledStep(programNamed('adamw'), vector(count), stepsOf(count)),
      lion: compiledStep(programNamed('lion'), vector(count), stepsOf(count)),
      roof: roof(count),
      plain: plainAdamW(count),
      adam: tfjsAdam(count),
      ...(torch ? { torch: torch.stepper(`AdamW ${count} ${stepsOf(count)}`) } : {}),
    };
    const times = await inTurns(steppers);
    tf.disposeVariables();
    const share = (7 / 3) * ratio(times, 'roof', 'adamw');
    const against = [
      `${ratio(times, 'plain', 'adamw').toFixed(1)}× plain JS`,
      `${ratio(times, 'adam', 'adamw').toFixed(1)}× tf.train.adam`,
      ...(torch ? [`${ratio(times, 'torch', 'adamw').toFixed(1)}× torch ${torch.version}`] : []),
      `${Math.round(100 * share)} % of the roof's bytes a second`,
    ];
    figures.push({
      what: `AdamW, ${shortly(count)}`,
      measured: median(times.get('adamw')!),
      unit: 'ms',
      against: against.join(', '),
    });
    const lion = median(times.get('lion')!);
    figures.push({ what: `Lion, ${shortly(count)}`, measured: lion, unit: 'ms', against: '—' });
  }
  torch?.stop();
}

/** Reading, checking and simplifying left out: from the program to the first step done, all modules different. */
function compileTime(): void {
  const source = readFileSync(join(root, 'gallery', 'adamw.optim'), 'utf8');
  const times = Array.from({ length: 2 * COMPILED }, (_, i) => {
    // A number of its own each time: the engine keeps compiled modules that are equal byte by byte.
    const own = source.replace('wd * w', `wd * w + ${i + 1}e-20`);
    const program = analyze(own, { name: 'adamw', lints: false }).program!;
    const begun = performance.now();
    // Its memory is then the next one's, as that of one candidate after the other is in a search.
    const arena = new Arena();
    createCompiledOptimizer(program, vector(1200), arena);
    arena.release();
    return performance.now() - begun;
  });
  figures.push({
    what: `compiling AdamW after ${COMPILED} other programs, p50`,
    measured: median(times.slice(COMPILED)),
    unit: 'ms',
    against: '≤ 0.25',
  });
}

/** A step as the backends of TensorFlow.js take it: the updates, and what they leave of the weights. */
function tfjsStep(program: Program, parameters: readonly ParameterInfo[]) {
  const lowered = createTfjsOptimizer(tf, program, parameters);
  const [{ shape }] = parameters as readonly [ParameterInfo];
  const count = shape.reduce((product, size) => product * size, 1);
  const made = (): tf.Tensor => tf.tensor(fill(new Float32Array(count)), [...shape]);
  let w = made();
  const g = made();
  let step = 0;
  return {
    async step() {
      const begun = performance.now();
      const [update] = await lowered.step([w], [g], contextAt(++step));
      const next = tf.sub(w, update!);
      tf.dispose([w, update!]);
      w = next;
      return performance.now() - begun;
    },
    dispose() {
      lowered.dispose();
      tf.dispose([w, g]);
    },
  };
}

/** Bytes that a step has to move for each number: gradients in, weights and slots in and out. */
const bytesOf = ({ slots }: Program): number =>
  12 + 8 * slots.filter(({ extent }) => extent === 'elem').length;

/** What asks the model for more than a gradient, or decomposes matrices, which no kernel does. */
const BEYOND_KERNELS: readonly string[] = ['sam', 'sophia', 'shampoo', 'soap'];

async function gallery(): Promise<void> {
  const names = readdirSync(join(root, 'gallery'))
    .filter((file) => file.endsWith('.optim'))
    .map((file) => file.replace('.optim', ''));
  const side = Math.sqrt(GALLERY_SIZE);
  const parameters: ParameterInfo[] = [{ name: 'w', shape: [side, side], role: 'vector' }];
  const gains: number[] = [];
  for (const name of names) {
    const own = programNamed(name);
    const partners =
      own.entry === 'grad_transform' ? [own, programNamed('sgd')] : [programNamed('sgd'), own];
    const program = whyUntrainable(own) === null ? own : chain(partners).program!;
    if (BEYOND_KERNELS.includes(name)) continue;
    const peer = tfjsStep(program, parameters);
    const times = await inTurns(
      {
        compiled: compiledStep(program, parameters),
        tfjs: peer.step,
        roof: roof(GALLERY_SIZE),
      },
      7,
    );
    peer.dispose();
    const share = (bytesOf(program) / 12) * ratio(times, 'roof', 'compiled');
    const gain = ratio(times, 'tfjs', 'compiled');
    gains.push(gain);
    figures.push({
      what: `${name}, 1e6`,
      measured: median(times.get('compiled')!),
      unit: 'ms',
      against: `${gain.toFixed(1)}× its TensorFlow.js form, ${Math.round(100 * share)} % of the roof's bytes a second`,
    });
  }
  const worst = Math.min(...gains).toFixed(1);
  figures.push({
    what: 'gallery beside its TensorFlow.js form',
    measured: median(gains),
    unit: '×, median',
    against: `≥ 5, none under 3; least ${worst}`,
  });
}

/** Steps whose products and decompositions of matrices the interpreter works out, beside their TensorFlow.js form. */
async function matrices(): Promise<void> {
  for (const [name, shape] of Object.entries(MATRICES)) {
    const program = programNamed(name);
    const parameters: ParameterInfo[] = [{ name: 'w', shape, role: 'matrix' }];
    const peer = tfjsStep(program, parameters);
    const steppers = { compiled: compiledStep(program, parameters), tfjs: peer.step };
    const times = await inTurns(steppers, MATRIX_ROUNDS);
    peer.dispose();
    figures.push({
      what: `${name}, ${shape.join(' × ')}`,
      measured: median(times.get('compiled')!),
      unit: 'ms',
      against: `${ratio(times, 'tfjs', 'compiled').toFixed(1)}× its TensorFlow.js form`,
    });
  }
}

async function main(): Promise<void> {
  await tf.setBackend('wasm');
  await growth();
  compileTime();
  await gallery();
  await matrices();
  report('optimizers', figures);
}

void main();
