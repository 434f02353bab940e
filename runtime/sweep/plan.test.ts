import { expect, it } from 'vitest';
import { bareSpec, type RunSpec, type SweepRequest } from '../protocol/runs';
import { planSweep, sweepName } from './plan';

const text =
  'beta: hyper(0, 1) = 0.9\nnesterov: flag = True\n\ndef train(w, g, m, lr):\n  m = interp(g, m, beta)\n' +
  '  if nesterov:\n    m = m + g\n  return lr * m, m\n';
const spec: RunSpec = {
  ...bareSpec('heavy', 'spirals'),
  program: { name: 'heavy', path: null, text },
  steps: 10,
};
const request = (...vary: string[]): SweepRequest => ({
  vary,
  method: 'grid',
  runs: null,
  seed: 0,
});
const plan = (vary: string[], base: readonly RunSpec[] = [spec]): RunSpec[] =>
  planSweep(base, request(...vary), 'tried');

it('gives each point to every seed, each under the name of the sweep', () => {
  const runs = plan(['lr=0.1,0.2', 'beta=0.5', 'nesterov=False'], [spec, { ...spec, seed: 1 }]);
  expect(
    runs.map(({ lr, hyper, switches, seed, sweep }) => [lr, hyper, switches, seed, sweep]),
  ).toEqual(
    [
      [0.1, 0],
      [0.1, 1],
      [0.2, 0],
      [0.2, 1],
    ].map(([lr, seed]) => [lr, { beta: 0.5 }, { nesterov: false }, seed, 'tried']),
  );
  expect(runs[0]).toMatchObject({ task: 'spirals', steps: 10 });
});

it.each<[string, string[], Partial<RunSpec>, string]>([
  ['nothing', [], {}, 'Say what to vary: a hyperparameter, such as lr.'],
  ['a name twice', ['lr', 'lr=1,2'], {}, 'lr is to be varied twice'],
  ['a name that is set', ['lr'], { lr: 0.1 }, 'lr is to be varied and is set, too'],
  ['one that is set, too', ['beta'], { hyper: { beta: 0.5 } }, 'beta is to be varied and is set'],
])('refuses to vary %s', (_what, vary, change, sentence) => {
  expect(() => plan(vary, [{ ...spec, ...change }])).toThrow(sentence);
});

it('counts the seeds among the runs that can be started together', () => {
  const seeds = Array.from({ length: 300 }, (_, seed) => ({ ...spec, seed }));
  expect(() => plan(['lr=1,2,3,4'], seeds)).toThrow('The grid has 4 points, more than 3 runs');
});

it('is called by its program and the time', () => {
  expect(sweepName('lion', new Date('2026-11-22T07:15:30.5Z'))).toBe('lion-sweep-20261122-071530');
});
