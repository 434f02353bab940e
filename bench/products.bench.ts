/**
 * Matrix products and convolutions of our own kernels, beside TensorFlow.js's WASM backend and, where there is a Python
 * with torch, PyTorch on one thread: in turns, in billions of multiplications and additions a second.
 */
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { join } from 'node:path';
import { Arena, instantiate, ModuleBuilder } from '../language';
import { geometryOf, type Geometry } from '../runtime/graph/convolution';
import {
  convolutionFunction,
  convolutionScratch,
  filterGradientFunction,
  filterGradientScratch,
  inputGradientFunction,
  inputGradientScratch,
} from '../runtime/kernels/convolution';
import { productFunction, productScratch, type Product } from '../runtime/kernels/product';
import { inTurns, ratio, timed, type Stepper } from './in-turns';
import { median, report, type Figure } from './report';
import { startTorch, type Torch } from './torch';

setWasmPaths(join(__dirname, '..', '..', 'node_modules/@tensorflow/tfjs-backend-wasm/dist') + '/');

/** Sums and products of one measurement, which then takes about a millisecond. */
const WORK = 2e7;

/** Milliseconds that a kernel runs before it is measured. */
const WARM_UP = 300;

const PRODUCTS: readonly Product[] = [
  { rows: 64, inner: 2, columns: 32 },
  { rows: 64, inner: 32, columns: 32 },
  { rows: 64, inner: 32, columns: 32, transposeB: true },
  { rows: 32, inner: 64, columns: 32, transposeA: true },
  { batch: 64, rows: 64, inner: 16, columns: 64, transposeB: true },
  { rows: 128, inner: 784, columns: 256 },
  { rows: 784, inner: 128, columns: 256, transposeA: true },
  { rows: 128, inner: 256, columns: 784, transposeB: true },
  { rows: 512, inner: 1024, columns: 1024 },
];

/** The second convolution of the default network, on 32 images. */
const IMAGES = geometryOf('conv2d', [32, 14, 14, 16], [3, 3, 16, 32], {
  stride: 1,
  padding: 'same',
});

const TORCH = `
import sys, time, torch
torch.set_num_threads(1)
torch.mm(torch.rand(9, 9), torch.rand(9, 9))
try: libraries = open('/proc/self/maps').read()
except OSError: libraries = ''
slow = 'libblas' in libraries and 'openblas' not in libraries
print(torch.__version__ + (' with the slow reference BLAS: install OpenBLAS' if slow else ''), flush=True)
made = {}
def make(kind, n, *of):
    if kind == 'product':
        b, r, k, c, ta, tb = of
        x, y = torch.rand(b, k, r) if ta else torch.rand(b, r, k), torch.rand(b, c, k) if tb else torch.rand(b, k, c)
        x, y = x.transpose(1, 2) if ta else x, y.transpose(1, 2) if tb else y
        if b == 1: return lambda: torch.mm(x[0], y[0])
        return lambda: torch.bmm(x, y)
    b, h, w, i, o = of
    x, f, g = torch.rand(b, i, h, w), torch.rand(o, i, 3, 3), torch.rand(b, o, h, w)
    if kind == 'forward': return lambda: torch.nn.functional.conv2d(x, f, padding=1)
    mask = [kind == 'input', kind == 'filter', False]
    backward = torch.ops.aten.convolution_backward
    return lambda: backward(g, x, f, None, (1, 1), (1, 1), (1, 1), False, (0, 0), 1, mask)
for line in sys.stdin:
    kind, *numbers = line.split()
    if line not in made: made[line] = make(kind, *map(int, numbers))
    run, times = made[line], int(numbers[0])
    begun = time.perf_counter()
    for _ in range(times): run()
    print((time.perf_counter() - begun) * 1e3, flush=True)
`;

function fill(list: Float32Array): void {
  for (let i = 0; i < list.length; i++) list[i] = ((i * 7919) % 2003) / 1001.5 - 1;
}

/** A kernel over lists of so many numbers, the last of which is its result. */
function kernel(
  write: (module: ModuleBuilder) => number,
  counts: readonly number[],
  scratchBytes: number,
): () => void {
  const module = new ModuleBuilder();
  module.importMemory('host', 'memory');
  module.export('run', write(module));
  const arena = new Arena();
  const addresses = counts.map((count) => arena.reserve(4 * count, 'a list'));
  const scratch = arena.reserve(scratchBytes, 'the scratch');
  const memory = arena.commit();
  addresses.forEach((address, i) => fill(arena.floats(address, counts[i]!)));
  const { run } = instantiate(module.finish(), { host: { memory } });
  const once = (): void => (run as (...given: number[]) => void)(...addresses, scratch);
  // Until V8 has optimized it, in a thread of its own.
  for (const end = performance.now() + WARM_UP; performance.now() < end;) once();
  return once;
}

const many = (times: number, run: () => void): Stepper =>
  timed(() => {
    for (let i = 0; i < times; i++) run();
  });

function random(shape: number[]): tf.Tensor {
  const numbers = new Float32Array(shape.reduce((a, b) => a * b));
  fill(numbers);
  return tf.tensor(numbers, shape);
}

const figures: Figure[] = [];

async function measure(
  what: string,
  work: number,
  times: number,
  steppers: Readonly<Record<'ours' | 'tfjs' | 'torch', Stepper | null>>,
): Promise<void> {
  const present = Object.entries(steppers).filter(([, stepper]) => stepper !== null);
  const found = await inTurns(Object.fromEntries(present) as Record<string, Stepper>, 31);
  const peers = present
    .slice(1)
    .map(([name]) => `${ratio(found, name, 'ours').toFixed(2)}× ${name}`);
  const rate = (work * times) / median(found.get('ours')!) / 1e6;
  figures.push({ what, measured: rate, unit: 'GFLOP/s', against: peers.join(', ') });
}

async function measureProduct(product: Product, torch: Torch | null): Promise<void> {
  const { batch = 1, rows, inner, columns, transposeA = false, transposeB = false } = product;
  const work = 2 * batch * rows * inner * columns;
  const times = Math.max(1, Math.round(WORK / work));
  const counts = [rows * inner, inner * columns, rows * columns].map((count) => count * batch);
  const a = random([batch, ...(transposeA ? [inner, rows] : [rows, inner])]);
  const b = random([batch, ...(transposeB ? [columns, inner] : [inner, columns])]);
  const marks = `${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'}`;
  const shape = [batch, rows, inner, columns, Number(transposeA), Number(transposeB)].join(' ');
  await measure(
    `${batch > 1 ? `${batch} · ` : ''}${rows}×${inner}×${columns} ${marks}`,
    work,
    times,
    {
      ours: many(
        times,
        kernel((module) => productFunction(module, product), counts, productScratch(product)),
      ),
      tfjs: many(times, () => tf.matMul(a, b, transposeA, transposeB).dispose()),
      torch: torch?.stepper(`product ${times} ${shape}`) ?? null,
    },
  );
  tf.dispose([a, b]);
}

async function measureConvolutions(g: Geometry, torch: Torch | null): Promise<void> {
  const { batch, height, width, inChannels, outChannels, filterHeight, filterWidth } = g;
  const image = batch * height * width * inChannels;
  const filter = filterHeight * filterWidth * inChannels * outChannels;
  const result = batch * g.rows.out * g.columns.out * outChannels;
  const work = 2 * result * filterHeight * filterWidth * inChannels;
  const times = Math.max(1, Math.round(WORK / work));
  const x = random([batch, height, width, inChannels]) as tf.Tensor4D;
  const f = random([filterHeight, filterWidth, inChannels, outChannels]) as tf.Tensor4D;
  const y = random([batch, g.rows.out, g.columns.out, outChannels]) as tf.Tensor4D;
  const shape = [batch, height, width, inChannels, outChannels].join(' ');
  const each = (
    name: string,
    write: typeof convolutionFunction,
    scratch: typeof convolutionScratch,
    counts: readonly number[],
    tfjs: (() => void) | null,
  ) =>
    measure(`convolution, ${name}`, work, times, {
      ours: many(
        times,
        kernel((module) => write(module, g), counts, scratch(g)),
      ),
      tfjs: tfjs && many(times, tfjs),
      torch: torch?.stepper(`${name} ${times} ${shape}`) ?? null,
    });
  await each('forward', convolutionFunction, convolutionScratch, [image, filter, result], () =>
    tf.conv2d(x, f, g.stride, 'same').dispose(),
  );
  await each('input', inputGradientFunction, inputGradientScratch, [result, filter, image], () =>
    tf.conv2dTranspose(y, f, x.shape, g.stride, 'same').dispose(),
  );
  // TensorFlow.js's WASM backend has no gradient by the filter.
  await each(
    'filter',
    filterGradientFunction,
    filterGradientScratch,
    [result, image, filter],
    null,
  );
  tf.dispose([x, f, y]);
}

async function main(): Promise<void> {
  await tf.setBackend('wasm');
  const torch = await startTorch(TORCH);
  if (torch) console.log(`One thread of torch ${torch.version}`);
  for (const product of PRODUCTS) await measureProduct(product, torch);
  await measureConvolutions(IMAGES, torch);
  torch?.stop();
  report('products', figures);
}

void main();
