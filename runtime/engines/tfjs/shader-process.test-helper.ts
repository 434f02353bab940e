/** Runs programs as shaders on a software driver, in a process of its own: a driver is found when a process starts. */
import { analyze, createShaderOptimizer, planShaders } from '../../../language';
import type { ParameterInfo, ShaderPasses, SlotValues, StepContext } from '../../../language';
import { isOnTfjs } from '../../backends/on-tfjs';
import { startTfjsWebgpu } from '../../backends/tfjs-webgpu';
import { gradientAt, LOSS_ELSEWHERE } from './elsewhere.test-helper';
import { TfjsShaderMachine } from './shader-machine';
import type { WebgpuBackend } from './webgpu';

/** A program with what it starts from, and what it is given step by step; all flat. */
export interface ShaderJob {
  readonly text: string;
  readonly parameters: readonly ParameterInfo[];
  readonly slots?: SlotValues;
  readonly steps: readonly {
    readonly w?: Float32Array;
    readonly g: Float32Array;
    readonly context: StepContext;
  }[];
}

export interface ShaderResult {
  /** What there is no shader for; then there is nothing else. */
  readonly lacking: string | null;
  readonly steps: readonly { readonly weights: Float32Array; readonly updates: Float32Array }[];
  readonly slots: SlotValues | null;
  readonly point: Float32Array | null;
}

async function run(backend: WebgpuBackend, job: ShaderJob): Promise<ShaderResult> {
  const { program } = analyze(job.text, { name: 'program', lints: false });
  const plan = planShaders(program!, job.parameters);
  const nothing = { steps: [], slots: null, point: null };
  if ('lacking' in plan) return { lacking: plan.lacking, ...nothing };
  const machine = new TfjsShaderMachine(backend, plan.size);
  const optimizer = createShaderOptimizer(program!, job.parameters, plan, machine);
  const { weights, gradients, updates } = optimizer.places;
  const steps: ShaderResult['steps'][number][] = [];
  const sizes = job.parameters.map(({ shape }) => shape.reduce((a, b) => a * b, 1));
  const passes: ShaderPasses = async (points, into) => {
    const lists = await Promise.all(points.map((at, t) => machine.read(at, sizes[t]!)));
    const flat = Float32Array.from(
      lists.flatMap((list) => [...list]),
      gradientAt,
    );
    into.forEach((at) => machine.write(at, flat));
    return LOSS_ELSEWHERE;
  };
  for (const [i, { w, g, context }] of job.steps.entries()) {
    if (w) machine.write(weights, w);
    machine.write(gradients, g);
    if (i === 0 && job.slots) optimizer.writeSlots(job.slots, context);
    await optimizer.step(context, true, passes);
    const [moved, taken] = [weights, updates].map((at) => machine.read(at, g.length));
    steps.push({ weights: await moved!, updates: await taken! });
  }
  const slots = await optimizer.readSlots();
  const count = job.steps[0]!.g.length;
  const point = (await optimizer.evalPoint()) ? await machine.read(updates, count) : null;
  machine.dispose();
  return { lacking: null, steps, slots, point };
}

process.on('message', (jobs: readonly ShaderJob[]) => {
  void (async () => {
    const backend = await startTfjsWebgpu();
    if (!isOnTfjs(backend)) return;
    const results: (ShaderResult | string)[] = [];
    for (const job of jobs) {
      try {
        results.push(await run(backend.tf.backend() as WebgpuBackend, job));
      } catch (error) {
        results.push(`${(error as Error).message}\n${job.text}`);
      }
    }
    process.send!(results, () => process.exit(0));
  })();
});
