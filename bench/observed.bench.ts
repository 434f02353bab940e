/**
 * What it costs to observe the statements of a program: an observed step of its compiled optimizer beside the plain one, in
 * turns, in processor time.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze, createCompiledOptimizer, type Program } from '../language';
import { median, report, type Figure } from './report';

const root = join(__dirname, '..', '..');
const PROGRAMS = ['adamw', 'lion', 'lamb', 'adafactor'];
const SHAPES = [
  [200, 100],
  [1000, 1000],
  [4000, 2500],
];
/** A step of so many is observed. */
const EVERY = 10;
/** Steps before the first round, so that the engine has optimized both kinds. */
const WARM_UP = 100;
/** Milliseconds. */
const SHORTEST_ROUND = 30;
const ROUNDS = 9;

function programNamed(name: string): Program {
  const source = readFileSync(join(root, 'gallery', `${name}.optim`), 'utf8');
  return analyze(source, { name, lints: false }).program!;
}

function ratioOf(program: Program, shape: readonly number[]): { plain: number; seen: number } {
  const optimizer = createCompiledOptimizer(program, [{ name: 'w', shape, role: 'matrix' }]);
  for (const list of [optimizer.weights, optimizer.gradients])
    for (let i = 0; i < list.length; i++) list[i] = ((i * 7919) % 2003) / 1001.5 - 1;
  let step = 0;
  const run = (observe: boolean): void => {
    step++;
    const [lr, loss] = [1e-3, 1];
    const context = { step, totalSteps: 1e6, lr, lrPeak: lr, loss, epochEnd: false, hyper: {} };
    optimizer.step(context, { observe });
  };
  const roundOf = (observe: boolean, times: number): number => {
    const begun = process.cpuUsage();
    for (let i = 0; i < times; i++) run(observe);
    return process.cpuUsage(begun).user / 1000 / times;
  };
  roundOf(true, WARM_UP);
  roundOf(false, WARM_UP);
  const warm = roundOf(true, 20) + roundOf(false, 20);
  const times = Math.max(2, Math.ceil(SHORTEST_ROUND / warm));
  const rounds = Array.from({ length: ROUNDS }, () => [
    roundOf(false, times),
    roundOf(true, times),
  ]);
  return { plain: median(rounds.map(([p]) => p)), seen: median(rounds.map(([, s]) => s)) };
}

const figures = PROGRAMS.flatMap((name) =>
  SHAPES.map((shape): Figure => {
    const { plain, seen } = ratioOf(programNamed(name), shape);
    const count = shape[0] * shape[1];
    return {
      what: `${name}, ${count} parameters, every ${EVERY}th step observed: more of the step's own time`,
      measured: (100 * (seen / plain - 1)) / EVERY,
      unit: '%',
      against: `at most 10 % (plain ${plain.toPrecision(3)} ms, observed ${seen.toPrecision(3)} ms)`,
    };
  }),
);
report('observed', figures);
