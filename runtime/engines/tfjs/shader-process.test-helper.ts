/** Runs programs as shaders on a software driver, in a process of its own: a driver is found when a process starts. */
import { analyze, createShaderOptimizer, planShaders, type ParameterInfo } from '../../../language';
import type { SlotValues, StepContext } from '../../../language';
import { isOnTfjs } from '../../backends/on-tfjs';
import { startTfjsWebgpu } from '../../backends/tfjs-webgpu';
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
  for (const [i, { w, g, context }] of job.steps.entries()) {
    if (w) machine.write(weights, w);
    machine.write(gradients, g);
    if (i === 0 && job.slots) optimizer.writeSlots(job.slots, context);
    await optimizer.step(context, true);
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
