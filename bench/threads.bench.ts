/**
 * What a second thread gains: steps of models with AdamW on the compiled backend, and of AdamW alone, with one thread and
 * with two, by turns. Two threads find out by themselves, again and again, whether they are faster than one.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze, Arena, createCompiledOptimizer } from '../language';
import { createCompiledEngine } from '../runtime/engines/compiled/engine';
import { createCrew } from '../runtime/engines/compiled/threads/crew';
import { inTurns, ratio, type Stepper } from './in-turns';
import { median, quantile, report, type Figure } from './report';
import { graphOf, stepper, WORKLOADS } from './workloads';

const root = join(__dirname, '..', '..');
const source = readFileSync(join(root, 'gallery', 'adamw.optim'), 'utf8');
const program = analyze(source, { name: 'adamw', lints: false }).program!;
const crewOf = (threads: number) => createCrew(threads, join(root, 'dist', 'crew.js'));

const SIZES = [50_000, 1_000_000, 10_000_000];
/** Milliseconds that are timed together, about. */
const ROUND = 100;
/** Steps until the threads are up and have made their first choice. */
const WARM_UP = 40;

/** Steps of AdamW alone, so many times. */
function adamw(parameters: number, threads: number): { step: () => void; end: () => void } {
  const crew = threads > 1 ? crewOf(threads) : null;
  const shape = [parameters / 1000, 1000];
  const arena = new Arena(crew !== null);
  const parts = [{ name: 'w', shape, role: 'matrix' }] as const;
  const optimizer = createCompiledOptimizer(program, parts, arena, false, crew);
  for (const list of [optimizer.weights, optimizer.gradients])
    for (let i = 0; i < list.length; i++) list[i] = ((i * 7919) % 2003) / 1001.5 - 1;
  let step = 0;
  const run = (): void => {
    step++;
    const [lr, loss] = [1e-3, 1];
    const context = { step, totalSteps: 1e6, lr, lrPeak: lr, loss, epochEnd: false, hyper: {} };
    optimizer.step(context);
  };
  return {
    step: () => (crew ? crew.timed('step', run) : run()),
    end: () => crew?.dispose(),
  };
}

async function compare(
  what: string,
  of: (threads: number) => { step: () => unknown; end: () => void },
): Promise<Figure> {
  const [one, two] = [of(1), of(2)];
  const begun = performance.now();
  for (let i = 0; i < WARM_UP; i++) for (const each of [one, two]) await each.step();
  const took = (performance.now() - begun) / (2 * WARM_UP);
  const steps = Math.max(1, Math.ceil(ROUND / took));
  const rounds = ({ step }: typeof one): Stepper => {
    return async () => {
      const start = performance.now();
      for (let i = 0; i < steps; i++) await step();
      return (performance.now() - start) / steps;
    };
  };
  const times = await inTurns({ one: rounds(one), two: rounds(two) });
  for (const each of [one, two]) each.end();
  const ratios = times.get('one')!.map((time, i) => time / times.get('two')![i]!);
  const alone = median(times.get('one')!).toPrecision(3);
  return {
    what,
    measured: ratio(times, 'one', 'two'),
    unit: '×',
    against: `one thread ${alone} ms; a tenth of the rounds below ${quantile(ratios, 0.1).toFixed(2)} ×`,
  };
}

async function main(): Promise<void> {
  const figures: Figure[] = [];
  for (const workload of WORKLOADS)
    figures.push(
      await compare(workload.what, (threads) => {
        const options = { graph: graphOf(workload), program, seed: 1, threads };
        const engine = createCompiledEngine(options, crewOf);
        return { step: stepper(engine, { ...workload, steps: 1 }), end: () => engine.dispose() };
      }),
    );
  for (const size of SIZES)
    figures.push(
      await compare(`AdamW, ${size.toLocaleString('en')} parameters`, (threads) =>
        adamw(size, threads),
      ),
    );
  report('threads', figures);
}

void main();
