/**
 * What it costs to observe the statements of a program: observed steps of its compiled optimizer beside plain ones, in
 * turns.
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
/** Steps before the first round, so that the engine has optimized both kinds: fewer where each goes through many numbers. */
const WARM_UP = 500;
const WARM_UP_OF_MANY = 10;
const MANY = 1e6;
/** Milliseconds. */
const SHORTEST_ROUND = 10;
const ROUNDS = 25;

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
    const begun = performance.now();
    for (let i = 0; i < times; i++) run(observe);
    return (performance.now() - begun) / times;
  };
  const few = shape[0] * shape[1] < MANY;
  for (const observe of [true, false]) roundOf(observe, few ? WARM_UP : WARM_UP_OF_MANY);
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
