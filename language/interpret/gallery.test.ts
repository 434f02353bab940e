import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyze } from '../analyze';
import type { ParameterInfo } from '../parameters';
import { trainable } from '../testing/programs';
import { createReferenceOptimizer } from './reference';

const gallery = new URL('../../gallery/', import.meta.url);
const files = readdirSync(gallery).filter((file) => file.endsWith('.optim'));

const PARAMETERS: readonly ParameterInfo[] = [
  { name: 'kernel', shape: [2, 3], role: 'matrix' },
  { name: 'bias', shape: [3], role: 'bias' },
];
const STEPS = 300;
/** How far each coordinate pulls: a quadratic of condition number 10. */
const PULL = [
  [1, 2, 3, 4, 6, 10],
  [1, 3, 10],
];

const loss = (weights: readonly Float64Array[]): number =>
  weights.reduce(
    (sum, w, t) => sum + w.reduce((part, x, i) => part + 0.5 * PULL[t][i] * x * x, 0),
    0,
  );

const gradientsAt = (weights: readonly Float64Array[]): Float64Array[] =>
  weights.map((w, t) => w.map((x, i) => PULL[t][i] * x));

describe('the gallery', () => {
  it('holds the optimizers that the documentation names', () => {
    expect(files.map((file) => file.replace('.optim', '')).sort()).toEqual([
      'adabelief',
      'adadelta',
      'adafactor',
      'adagrad',
      'adam',
      'adamax',
      'adamw',
      'adan',
      'ademamix',
      'adopt',
      'amsgrad',
      'diffgrad',
      'discovered',
      'lamb',
      'lars',
      'lion',
      'lookahead',
      'madgrad',
      'momentum',
      'muon',
      'nadam',
      'nesterov',
      'prodigy',
      'radam',
      'rmsprop',
      'sam',
      'schedule_free_adamw',
      'sgd',
      'shampoo',
      'signsgd',
      'soap',
      'sophia',
      'yogi',
    ]);
  });

  it.each(files)('%s is clean, documented, and goes downhill at its defaults', (file) => {
    const { program, diagnostics } = analyze(readFileSync(new URL(file, gallery), 'utf8'));
    expect(diagnostics.filter(({ severity }) => severity !== 'hint')).toEqual([]);
    expect(program!.doc).toMatch(/, (19|20)\d\d/);

    const optimizer = createReferenceOptimizer(trainable(program!), PARAMETERS, 'float64');
    const weights = PARAMETERS.map((_, t) =>
      Float64Array.from(PULL[t], (_, i) => (i % 2 ? -0.3 : 0.2)),
    );
    const lr = program!.hypers.find(({ name }) => name === 'lr')!.default;
    const start = loss(weights);
    for (let step = 1; step <= STEPS; step++) {
      const updates = optimizer.step(
        weights,
        gradientsAt(weights),
        {
          step,
          totalSteps: STEPS,
          lr,
          lrPeak: lr,
          loss: loss(weights),
          epochEnd: false,
          hyper: {},
        },
        (points) => ({ loss: loss(points), gradients: gradientsAt(points) }),
      );
      weights.forEach((w, t) => w.forEach((_, i) => (w[i] -= updates[t][i])));
    }
    expect(loss(weights)).toBeLessThan(0.8 * start);
  });
});
