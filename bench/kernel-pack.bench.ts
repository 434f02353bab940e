/**
 * A training step of a model that is written in TensorFlow.js, on its WASM backend: with our kernels for products and a
 * compiled optimizer, as `--task` trains it; with TensorFlow.js alone; and PyTorch's eager AdamW on one thread, where there
 * is a Python with torch. Taken in turns, one step of each.
 */
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '../language';
import { inPlaceEngine } from '../runtime/engines/tfjs/in-place-engine';
import { moduleModel } from '../runtime/engines/tfjs/module-model';
import '../runtime/engines/tfjs/gradients';
import { registerPack } from '../runtime/tfjs-pack/register';
import { inTurns, ratio, timed, type Stepper } from './in-turns';
import { median, report, type Figure } from './report';
import { startTorch } from './torch';

const root = join(__dirname, '..', '..');
const KERNELS = ['BatchMatMul', 'Conv2DBackpropFilter', 'Conv2DBackpropInput'];
const BACKEND = 'wasm';
/** A small model's step is over before the machine's code for it is ready. */
const ROUNDS = { large: 31, small: 801 };

setWasmPaths(join(root, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist') + '/');

/** Changes between the backend's own kernels and ours. */
function kernelSwitch(): (ours: boolean) => void {
  const taken = () => KERNELS.map((name) => tf.getKernel(name, BACKEND));
  const plain = taken();
  registerPack();
  const pack = taken();
  return (ours) =>
    KERNELS.forEach((name, i) => {
      tf.unregisterKernel(name, BACKEND);
      const kernel = (ours ? pack : plain)[i];
      // The backend has no gradient by filters, which nothing asks for here.
      tf.registerKernel(kernel ?? pack[i]!);
    });
}

const numbers = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 2003) / 1001.5 - 1);

type Weights = readonly tf.Variable[];

const weightsOf = (widths: readonly number[]): Weights =>
  widths
    .slice(1)
    .flatMap((units, i) => [
      tf.variable(tf.randomNormal([widths[i]!, units], 0, widths[i]! ** -0.5, 'float32', i + 1)),
      tf.variable(tf.zeros([units])),
    ]);

function lossOf(weights: Weights, x: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  let at = x;
  for (let i = 0; i < weights.length; i += 2) {
    at = tf.add(tf.matMul(at as tf.Tensor2D, weights[i] as never), weights[i + 1]!);
    if (i + 2 < weights.length) at = tf.relu(at);
  }
  return tf.losses.softmaxCrossEntropy(labels as never, at as never) as tf.Scalar;
}

async function packStep(widths: readonly number[], batch: number): Promise<Stepper> {
  const [size, classes] = [widths[0]!, widths.at(-1)!];
  const model = await moduleModel(tf, {
    path: 'bench.mjs',
    inputs: {
      x: { shape: [size], dtype: 'float32' },
      y: { shape: [classes], dtype: 'float32' },
    },
    given: { seed: 0, data: null, random: () => null as never },
    metric: 'loss',
    model: () => {
      const variables = weightsOf(widths);
      return {
        variables,
        loss: ({ x, y }: Record<string, tf.Tensor>) => lossOf(variables, x!, y!),
      };
    },
  });
  const source = readFileSync(join(root, 'gallery', 'adamw.optim'), 'utf8');
  const { program } = analyze(source, { name: 'adamw', lints: false });
  const engine = inPlaceEngine(tf, model, { program: program!, seed: 0 });
  const data = { x: numbers(batch * size), y: labels(batch, classes) };
  let step = 0;
  return async () => {
    const begun = performance.now();
    await engine.trainStep({
      batch: data,
      batchSize: batch,
      step: ++step,
      totalSteps: 1e6,
      lr: 1e-3,
      lrPeak: 1e-3,
      epochEnd: false,
      hyper: {},
      measured: false,
      tensors: false,
    });
    return performance.now() - begun;
  };
}

function labels(batch: number, classes: number): Float32Array {
  const hot = new Float32Array(batch * classes);
  for (let i = 0; i < batch; i++) hot[i * classes + (i % classes)] = 1;
  return hot;
}

function plainStep(widths: readonly number[], batch: number): Stepper {
  const weights = weightsOf(widths);
  const [size, classes] = [widths[0]!, widths.at(-1)!];
  const [data, hot] = [numbers(batch * size), labels(batch, classes)];
  const adam = tf.train.adam(1e-3);
  return timed(() => {
    const x = tf.tensor2d(data, [batch, size]);
    const y = tf.tensor2d(hot, [batch, classes]);
    const loss = adam.minimize(() => lossOf(weights, x, y), true, [...weights])!;
    loss.dataSync();
    tf.dispose([x, y, loss]);
  });
}

const TORCH = `
import os
os.environ['OPENBLAS_NUM_THREADS'] = os.environ['OMP_NUM_THREADS'] = '1'
import sys, time, torch
torch.set_num_threads(1)
print(torch.__version__, flush=True)
made = {}
for line in sys.stdin:
    widths, batch = line.split()
    if line not in made:
        sizes = [int(each) for each in widths.split('-')]
        layers = []
        for a, b in zip(sizes, sizes[1:]): layers += [torch.nn.Linear(a, b), torch.nn.ReLU()]
        model = torch.nn.Sequential(*layers[:-1])
        made[line] = (model, torch.optim.AdamW(model.parameters(), lr=1e-3),
            torch.randn(int(batch), sizes[0]), torch.arange(int(batch)) % sizes[-1])
    model, optimizer, x, y = made[line]
    begun = time.perf_counter()
    optimizer.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    loss.item()
    print((time.perf_counter() - begun) * 1e3, flush=True)
`;

async function main(): Promise<void> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  tf.enableProdMode();
  await tf.setBackend(BACKEND);
  const useOurs = kernelSwitch();
  const torch = await startTorch(TORCH);
  const figures: Figure[] = [];
  for (const [widths, batch, rounds] of [
    [[784, 256, 128, 10], 128, ROUNDS.large],
    [[2, 32, 32, 2], 64, ROUNDS.small],
  ] as const) {
    const ours = await packStep(widths, batch);
    const plain = plainStep(widths, batch);
    const shape = widths.join('-');
    const times = await inTurns(
      {
        ours: () => (useOurs(true), ours()),
        plain: () => (useOurs(false), plain()),
        ...(torch && { torch: torch.stepper(`${shape} ${batch}`) }),
      },
      rounds,
    );
    const mine = times.get('ours')!;
    const name = `MLP ${shape}, batch ${batch}`;
    const ms = (of: string) => `${median(times.get(of)!).toPrecision(3)} ms`;
    figures.push({
      what: `${name}: with the pack`,
      measured: median(mine),
      unit: 'ms',
      against: `tf.train.adam ${ms('plain')}${torch ? `, torch ${torch.version} ${ms('torch')}` : ''}`,
    });
    figures.push({
      what: `${name}: times as fast as TensorFlow.js`,
      measured: ratio(times, 'plain', 'ours'),
      unit: '×',
      against: '≥ 4 for the larger',
    });
    if (torch)
      figures.push({
        what: `${name}: times PyTorch's time`,
        measured: ratio(times, 'ours', 'torch'),
        unit: '×',
        against: '≤ 3 for the larger',
      });
  }
  useOurs(true);
  figures.push(...(await convolutions(useOurs)));
  torch?.stop();
  report('kernel-pack', figures);
}

/** Gradients of one convolution, 32 × 14 × 14 × 16 with 3 × 3 filters to 32 channels. */
async function convolutions(useOurs: (ours: boolean) => void): Promise<Figure[]> {
  const [image, filter] = [[32, 14, 14, 16] as const, [3, 3, 16, 32] as const];
  const result = [32, 14, 14, 32] as const;
  const [x, f, dy] = [image, filter, result].map((shape) =>
    tf.tensor4d(numbers(shape.reduce((a, b) => a * b, 1)), [...shape]),
  ) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  const settings = { strides: 1, pad: 'same', dataFormat: 'NHWC' };
  const run = (kernel: string, inputs: Record<string, tf.Tensor>, more: object) =>
    timed(() =>
      tf.dispose(tf.engine().runKernel(kernel, inputs, { ...settings, ...more }) as tf.Tensor),
    );
  const byFilter = run('Conv2DBackpropFilter', { x, dy }, { filterShape: filter });
  const byImage = run('Conv2DBackpropInput', { dy, filter: f }, { inputShape: image });
  const times = await inTurns(
    {
      byFilter: () => (useOurs(true), byFilter()),
      byImage: () => (useOurs(true), byImage()),
      plainByImage: () => (useOurs(false), byImage()),
    },
    ROUNDS.large,
  );
  useOurs(true);
  const name = 'convolution 32 × 14 × 14 × 16 → 32';
  return [
    {
      what: `${name}: gradient by the filter`,
      measured: median(times.get('byFilter')!),
      unit: 'ms',
      against: 'TensorFlow.js has none on this backend',
    },
    {
      what: `${name}: gradient by the image`,
      measured: median(times.get('byImage')!),
      unit: 'ms',
      against: `TensorFlow.js ${median(times.get('plainByImage')!).toPrecision(3)} ms`,
    },
  ];
}

void main();
