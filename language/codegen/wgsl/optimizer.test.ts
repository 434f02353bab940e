import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../functions';
import type { ParameterInfo, StepContext } from '../../parameters';
import { programOf } from '../../testing/program-of';
import { GALLERY } from '../../testing/programs';
import { KernelGraph } from '../wasm/graph';
import type { Node } from '../wasm/nodes';
import { ShaderGraph } from './graph';
import type { Dispatch, ShaderMachine } from './machine';
import { createShaderOptimizer, planShaders, type ShaderPlan } from './optimizer';

const PARAMETERS: readonly ParameterInfo[] = [
  { name: 'kernel', shape: [30, 20], role: 'matrix' },
  { name: 'bias', shape: [20], role: 'bias' },
];

const CONTEXT: StepContext = {
  ...{ step: 1, totalSteps: 2, lr: 0.1, lrPeak: 0.1, loss: 1, epochEnd: false, hyper: {} },
};

function planned(text: string, parameters = PARAMETERS): ShaderPlan {
  const plan = planShaders(programOf(text), parameters);
  if ('lacking' in plan) throw new Error(plan.lacking);
  return plan;
}

/** Remembers what it is told, and reads zeros. */
class Recorder implements ShaderMachine {
  readonly runs: (readonly Dispatch[])[] = [];
  reads = 0;
  compile = async (): Promise<void> => {};
  run(dispatches: readonly Dispatch[]): void {
    this.runs.push(dispatches);
  }
  async read(_at: number, count: number): Promise<Float32Array> {
    this.reads++;
    return new Float32Array(count);
  }
  write(): void {}
  dispose(): void {}
}

async function recorded(text: string): Promise<Recorder> {
  const machine = new Recorder();
  const optimizer = createShaderOptimizer(programOf(text), PARAMETERS, planned(text), machine);
  await optimizer.step(CONTEXT, false);
  return machine;
}

const gallery = (name: string): string => GALLERY.find(([each]) => each === name)![1];

describe('planning shaders', () => {
  it('makes one of a program without reductions, called once for all tensors', async () => {
    expect(planned(gallery('adamw')).bodies.train.shaders).toHaveLength(1);
    const { runs, reads } = await recorded(gallery('adamw'));
    const [dispatch, ...others] = runs.flat();
    expect(others).toEqual([]);
    expect(reads).toBe(0);
    // Both tensors as one long row.
    expect([...dispatch!.given.slice(0, 2)]).toEqual([1, 620]);
    expect(dispatch!.workgroups).toBe(Math.ceil(620 / 256));
  });

  it('cuts at reductions of tensors, whose sums the host reads once for all of them', async () => {
    const { runs, reads } = await recorded(gallery('lamb'));
    expect(reads).toBe(1);
    expect(runs.flat().length).toBeGreaterThan(2);
  });

  it('keeps statistics of rows and columns on the device', async () => {
    const text = 'def train(w, g, lr):\n  return lr * g / (row_norm(g) + col_max(abs(g)) + 1e-6)\n';
    const { runs, reads } = await recorded(text);
    expect(reads).toBe(0);
    const shaders = new Set(runs.flat().map(({ shader }) => shader));
    expect([...shaders].some((shader) => shader.includes('sqrt(total)'))).toBe(true);
  });

  it('asks the model once at weights that lie in the arena, and reads nothing of them', async () => {
    const text =
      'def train(w, g, lr):\n  there = w + g\n  return lr * gradient_at(there) * loss_at(there)\n';
    const machine = new Recorder();
    const optimizer = createShaderOptimizer(programOf(text), PARAMETERS, planned(text), machine);
    const asked: (readonly number[])[] = [];
    await optimizer.step(CONTEXT, false, async (points) => {
      asked.push(points);
      return 1;
    });
    expect(asked).toEqual([[asked[0]![0], asked[0]![0]! + 600]]);
    expect(machine.reads).toBe(0);
    await expect(optimizer.step(CONTEXT, false)).rejects.toThrow(/at other weights/);
  });

  it('reads what a spread is about before it goes by it', async () => {
    const { reads } = await recorded('def train(w, g, lr):\n  return lr * g / (std(w) + 1)\n');
    expect(reads).toBe(2);
  });

  it('names what there is no shader for', () => {
    const lacking = (text: string) => planShaders(programOf(text), PARAMETERS);
    expect(lacking(gallery('muon'))).toEqual({ lacking: 'orthogonalize' });
    const alike = 'def train(w, g, lr):\n  return lr * gradient_at(row_mean(w))\n';
    expect(lacking(alike)).toEqual({ lacking: 'gradient_at' });
  });

  it('writes infinities of reductions as bits, which WGSL has no word for', () => {
    const shaders = planned('def train(w, g, lr):\n  return lr * g / (max_abs(g) + 1)\n').bodies
      .train.shaders;
    expect(shaders.join()).toContain('bitcast<f32>(given[2])');
    expect(shaders.join()).not.toMatch(/Infinity|NaN/);
  });
});

describe('the function table', () => {
  const writers = FUNCTIONS.flatMap((entry) =>
    typeof entry.kernel === 'function' ? [{ ...entry, writer: entry.kernel }] : [],
  );
  const writtenIn = (graph: KernelGraph, { name, signature, writer }: (typeof writers)[number]) => {
    const args = signature.arguments.map(({ kind }, i): Node => {
      const number = graph.argument(i);
      return kind === 'bool' ? graph.truth(number) : number;
    });
    const known = args.map(() => ({ nonZero: false, moderate: false }));
    return graph.write(name, args, (narrow) => writer(narrow, args, known));
  };
  const needsMore = (entry: (typeof writers)[number]): boolean => {
    try {
      writtenIn(new ShaderGraph(), { ...entry, name: '' });
      return false;
    } catch {
      return true;
    }
  };

  it.each(writers.map((entry) => [entry.name, entry] as const))(
    '%s has an expression of WGSL just where its kernel is worked out in float64',
    (_, entry) => {
      expect(entry.wgsl !== null).toBe(needsMore(entry));
      writtenIn(new ShaderGraph(), entry);
    },
  );
});
