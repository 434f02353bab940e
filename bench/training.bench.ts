/**
 * One training step with AdamW, model and optimizer, on the compiled backend, beside TensorFlow.js's WASM backend and
 * PyTorch's eager mode on one thread (where there is a Python with torch), by turns in the same minutes.
 */
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '../language';
import { createCompiledEngine } from '../runtime/engines/compiled/engine';
import type { Engine, EngineOptions } from '../runtime/engines/engine';
import { createTfjsEngine } from '../runtime/engines/tfjs/engine';
import { GraphBuilder } from '../runtime/graph/builder';
import type { Batch, Graph, Mode } from '../runtime/graph/graph';
import { mean, softmaxCrossEntropy } from '../runtime/graph/operations';
import { normals } from '../runtime/graph/random';
import type { InputSpec, OutputSpec } from '../runtime/models/model';
import { findModel } from '../runtime/models/registry';
import { inTurns, ratio, type Stepper } from './in-turns';
import { median, report, type Figure } from './report';
import { startTorch } from './torch';

const root = join(__dirname, '..', '..');
setWasmPaths(join(root, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist') + '/');

interface Workload {
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
const LENGTH = 64;
const VOCABULARY = 64;

const WORKLOADS: readonly Workload[] = [
  {
    what: 'MLP 2-32-32-2, batch 64',
    name: 'small',
    model: 'mlp',
    input: { kind: 'features', size: 2 },
    output: { kind: 'vector', size: 2 },
    batch: 64,
    steps: 100,
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

function graphOf({ model, input, output }: Workload) {
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

function stepper(engine: Engine, workload: Workload): Stepper {
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

async function main(): Promise<void> {
  await tf.setBackend('wasm');
  const torch = await startTorch(TORCH);
  const source = readFileSync(join(root, 'gallery', 'adamw.optim'), 'utf8');
  const program = analyze(source, { name: 'adamw', lints: false }).program!;
  const figures: Figure[] = [];
  for (const workload of WORKLOADS) {
    const options: EngineOptions = { graph: graphOf(workload), program, seed: 1 };
    const begun = performance.now();
    const compiled = createCompiledEngine(options);
    const ours = stepper(compiled, { ...workload, steps: 1 });
    await ours();
    const prepared = performance.now() - begun;
    const plain = await createTfjsEngine(tf, options);
    const times = await inTurns({
      compiled: stepper(compiled, workload),
      tfjs: stepper(plain, { ...workload, steps: Math.min(workload.steps, 5) }),
      ...(torch ? { torch: torch.stepper(`${workload.name} ${workload.steps}`) } : {}),
    });
    compiled.dispose();
    plain.dispose();
    const beside = [
      ...(torch
        ? [`${ratio(times, 'torch', 'compiled').toFixed(2)}× torch ${torch.version}`]
        : ['no torch here']),
      `${ratio(times, 'tfjs', 'compiled').toFixed(1)}× TensorFlow.js`,
      `${Math.round(prepared)} ms to the first step's end`,
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

void main();
