/**
 * One training step with AdamW, model and optimizer, on the compiled backend, beside TensorFlow.js's WASM backend and
 * PyTorch's eager mode on one thread (where there is a Python with torch), by turns in the same minutes.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze, hasRelaxed } from '../language';
import { createCompiledEngine } from '../runtime/engines/compiled/engine';
import type { Engine, EngineOptions } from '../runtime/engines/engine';
import { createTfjsEngine } from '../runtime/engines/tfjs/engine';
import { registerPack } from '../runtime/tfjs-pack/register';
import { inTurns, ratio } from './in-turns';
import { median, report, type Figure } from './report';
import { startTorch } from './torch';
import { graphOf, LENGTH, stepper, VOCABULARY, WORKLOADS, type Workload } from './workloads';

const root = join(__dirname, '..', '..');
setWasmPaths(join(root, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist') + '/');

/** Of a peer that takes seconds a step. */
const SLOW_ROUNDS = 3;
/** How many times as many steps of ours a turn has where they take microseconds: it is then as long as PyTorch's. */
const MORE_STEPS = 10;

const TORCH = `
import sys, time, math, torch
from torch import nn
torch.set_num_threads(1)
print(torch.__version__, flush=True)

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(64), nn.LayerNorm(64)
        self.qkv, self.out = nn.Linear(64, 192), nn.Linear(64, 64)
        self.up, self.down = nn.Linear(64, 256), nn.Linear(256, 64)
    def forward(self, x, mask):
        b, t, _ = x.shape
        q, k, v = [p.reshape(b, t, 4, 16).transpose(1, 2) for p in self.qkv(self.n1(x)).split(64, 2)]
        seen = torch.softmax(q @ k.transpose(2, 3) / 4 + mask, -1) @ v
        x = x + self.out(seen.transpose(1, 2).reshape(b, t, 64))
        return x + self.down(nn.functional.gelu(self.up(self.n2(x)), approximate='tanh'))

class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens, self.places = nn.Embedding(${VOCABULARY}, 64), nn.Parameter(torch.randn(${LENGTH}, 64) * 0.02)
        self.blocks = nn.ModuleList([Block(), Block()])
        self.norm, self.head = nn.LayerNorm(64), nn.Linear(64, ${VOCABULARY})
        self.register_buffer('mask', torch.triu(torch.full((${LENGTH}, ${LENGTH}), -1e9), 1))
    def forward(self, x):
        x = self.tokens(x) + self.places
        for block in self.blocks: x = block(x, self.mask)
        return self.head(self.norm(x)).reshape(-1, ${VOCABULARY})

def mlp(*sizes):
    layers = [layer for a, b in zip(sizes, sizes[1:]) for layer in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(*layers[:-1])

def conv(a, b):
    return [nn.Conv2d(a, b, 3, padding=1), nn.MaxPool2d(2), nn.ReLU()]

def make(name):
    if name == 'small': return mlp(2, 32, 32, 2), torch.randn(64, 2), torch.randint(2, (64,))
    if name == 'large': return mlp(784, 256, 128, 10), torch.randn(128, 784), torch.randint(10, (128,))
    if name == 'cnn':
        model = nn.Sequential(*conv(1, 16), *conv(16, 32), nn.Flatten(), nn.Linear(1568, 10))
        return model, torch.randn(64, 1, 28, 28), torch.randint(10, (64,))
    tokens = torch.randint(${VOCABULARY}, (16, ${LENGTH}))
    return Transformer(), tokens, torch.randint(${VOCABULARY}, (16 * ${LENGTH},))

made = {}
for line in sys.stdin:
    name, steps = line.split(); steps = int(steps)
    if name not in made:
        made.clear()
        model, x, y = make(name)
        made[name] = model, x, y, torch.optim.AdamW(model.parameters(), lr=1e-4)
    model, x, y, optimizer = made[name]
    begun = time.perf_counter()
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        loss.item()
    print((time.perf_counter() - begun) * 1e3 / steps, flush=True)
`;

/** A graph of thousands of operations, which is measured for what its compilation takes. */
const UNROLLED: Workload = {
  what: `recurrent network (gru), ${LENGTH} tokens, batch 16: to the first step's end`,
  name: 'gru',
  model: 'gru',
  input: { kind: 'tokens', length: LENGTH, vocabulary: VOCABULARY },
  output: { kind: 'sequence', size: VOCABULARY },
  batch: 16,
  steps: 1,
};

async function main(): Promise<void> {
  await tf.setBackend('wasm');
  const torch = await startTorch(TORCH);
  const source = readFileSync(join(root, 'gallery', 'adamw.optim'), 'utf8');
  const program = analyze(source, { name: 'adamw', lints: false }).program!;
  // Before anything else has been compiled, as in a run's own process.
  const unrolled = await prepare({ graph: graphOf(UNROLLED), program, seed: 1 }, UNROLLED);
  unrolled.compiled.dispose();
  const figures: Figure[] = [
    { what: UNROLLED.what, measured: unrolled.took, unit: 'ms', against: '—' },
  ];
  for (const workload of WORKLOADS) {
    const options: EngineOptions = { graph: graphOf(workload), program, seed: 1 };
    const { compiled, took } = await prepare(options, workload);
    // As it ships, this backend has no gradient of a convolution by its filters.
    const isLent = workload.name === 'cnn';
    if (isLent) registerPack();
    const plain = await createTfjsEngine(tf, options);
    const ours = turnOf(workload);
    const times = await inTurns({
      compiled: stepper(compiled, ours),
      tfjs: stepper(plain, { ...workload, steps: Math.min(workload.steps, 5) }),
      ...(torch ? { torch: torch.stepper(`${workload.name} ${workload.steps}`) } : {}),
    });
    plain.dispose();
    const shipped = isLent ? await besideShipped(options, compiled, workload) : [];
    const relaxed = hasRelaxed() ? await besideRelaxed(options, compiled, workload, torch) : [];
    compiled.dispose();
    const beside = [
      ...(torch
        ? [`${ratio(times, 'torch', 'compiled').toFixed(2)}× torch ${torch.version}`]
        : ['no torch here']),
      `${ratio(times, 'tfjs', 'compiled').toFixed(1)}× TensorFlow.js${isLent ? ' with our kernel pack' : ''}`,
      ...shipped,
      ...relaxed,
      `${Math.round(took)} ms to the first step's end`,
    ];
    figures.push({
      what: workload.what,
      measured: median(times.get('compiled')!),
      unit: 'ms',
      against: beside.join(', '),
    });
  }
  torch?.stop();
  report('training', figures);
}

/** An engine that has made its first step, and how many milliseconds that took from the beginning. */
async function prepare(options: EngineOptions, workload: Workload) {
  const begun = performance.now();
  const compiled = createCompiledEngine(options);
  await stepper(compiled, { ...workload, steps: 1 })();
  return { compiled, took: performance.now() - begun };
}

const turnOf = (workload: Workload): Workload =>
  workload.name === 'small' ? { ...workload, steps: MORE_STEPS * workload.steps } : workload;

/**
 * What there is in TensorFlow.js as it ships, without native code, for a model that its WASM backend can't train: its
 * backend in plain JavaScript.
 */
async function besideShipped(
  options: EngineOptions,
  compiled: Engine,
  workload: Workload,
): Promise<string[]> {
  await tf.setBackend('cpu');
  const plain = await createTfjsEngine(tf, options);
  const times = await inTurns(
    { compiled: stepper(compiled, workload), plain: stepper(plain, workload) },
    SLOW_ROUNDS,
  );
  plain.dispose();
  await tf.setBackend('wasm');
  const took = median(times.get('plain')!).toFixed(0);
  return [
    `${ratio(times, 'plain', 'compiled').toFixed(0)}× TensorFlow.js as it ships (cpu, ${took} ms)`,
  ];
}

/** In turns of their own: code that two engines run is slower for both. */
async function besideRelaxed(
  options: EngineOptions,
  compiled: Engine,
  workload: Workload,
  torch: Awaited<ReturnType<typeof startTorch>>,
): Promise<string[]> {
  const relaxed = createCompiledEngine({ ...options, relaxed: true });
  const ours = turnOf(workload);
  const times = await inTurns({
    compiled: stepper(compiled, ours),
    relaxed: stepper(relaxed, ours),
    ...(torch ? { torch: torch.stepper(`${workload.name} ${workload.steps}`) } : {}),
  });
  relaxed.dispose();
  return [
    `${ratio(times, 'compiled', 'relaxed').toFixed(2)}× as fast relaxed`,
    ...(torch ? [`then ${ratio(times, 'torch', 'relaxed').toFixed(2)}× torch`] : []),
  ];
}

void main();
