import { describe, expect, test } from 'vitest';
import { analyze } from '../analyze';
import { createReferenceOptimizer, type Passes } from '../interpret/reference';
import type { ParameterInfo, StepContext } from '../parameters';
import { GALLERY, PROGRAMS } from '../testing/programs';
import { chain, chainedName, whyUntrainable, writtenName } from './chain';
import { print } from './print';
import type { Program } from './program';
import { validate } from './validate';

const sources = new Map([...GALLERY, ...PROGRAMS]);

const programOf = (name: string): Program => {
  const { program, diagnostics } = analyze(sources.get(name)!, { name });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return program!;
};

const chained = (...names: string[]): Program => {
  const { program, problem } = chain(names.map(programOf));
  expect(problem).toBeNull();
  return program!;
};

const PARAMETERS: readonly ParameterInfo[] = [
  { name: 'kernel', shape: [2, 2], role: 'matrix' },
  { name: 'bias', shape: [3], role: 'bias' },
];
const CURVATURE = [
  [1, 2, 5, 10],
  [0.5, 3, 7],
];
const START = [
  [1, -0.5, 0.25, 2],
  [-1, 0.3, 0],
];

/** A quadratic: its gradient is known in closed form. */
const passes: Passes = (weights) => ({
  loss: weights.reduce(
    (sum, w, t) => sum + w.reduce((part, x, i) => part + 0.5 * CURVATURE[t][i] * x * x, 0),
    0,
  ),
  gradients: weights.map((w, t) => w.map((x, i) => CURVATURE[t][i] * x)),
});

const LR = 0.03;

function contextAt(step: number, loss: number, hyper: Record<string, number>): StepContext {
  return { step, totalSteps: 50, lr: LR, lrPeak: LR, loss, epochEnd: false, hyper };
}

function follow(program: Program, steps: number, hyper: Record<string, number> = {}) {
  const optimizer = createReferenceOptimizer(program, PARAMETERS, 'float64');
  const weights = START.map((w) => Float64Array.from(w));
  for (let step = 1; step <= steps; step++) {
    const { loss, gradients } = passes(weights);
    const updates = optimizer.step(weights, gradients, contextAt(step, loss, hyper), passes);
    weights.forEach((w, t) => w.forEach((_, i) => (w[i] -= updates[t][i])));
  }
  return { weights, evaluation: optimizer.evalPoint(weights) };
}

const expectClose = (actual: readonly Float64Array[], expected: readonly (readonly number[])[]) =>
  expected.forEach((w, t) => w.forEach((x, i) => expect(actual[t][i]).toBeCloseTo(x, 12)));

describe('a chain', () => {
  test('of SAM and SGD on a quadratic does what the paper says', () => {
    const rho = 0.1;
    const w = START.map((tensor) => [...tensor]);
    for (let step = 0; step < 50; step++) {
      const g = w.map((tensor, t) => tensor.map((x, i) => CURVATURE[t][i] * x));
      const norm = Math.sqrt(g.flat().reduce((sum, x) => sum + x * x, 0)) + 1e-12;
      w.forEach((tensor, t) =>
        tensor.forEach(
          (x, i) => (tensor[i] -= LR * CURVATURE[t][i] * (x + (rho * g[t][i]) / norm)),
        ),
      );
    }
    expectClose(follow(chained('sam', 'sgd'), 50, { sam_rho: rho }).weights, w);
  });

  test('of SGD and Lookahead pulls the weights back every k steps', () => {
    const w = START.map((tensor) => [...tensor]);
    const slow = START.map((tensor) => [...tensor]);
    for (let step = 1; step <= 50; step++) {
      w.forEach((tensor, t) => tensor.forEach((x, i) => (tensor[i] -= LR * CURVATURE[t][i] * x)));
      if (step % 5 !== 0) continue;
      slow.forEach((tensor, t) =>
        tensor.forEach((x, i) => {
          tensor[i] = x + 0.5 * (w[t][i] - x);
          w[t][i] = tensor[i];
        }),
      );
    }
    expectClose(follow(chained('sgd', 'lookahead'), 50).weights, w);
  });

  test('keeps the names of its parts apart, and their learning rate common', () => {
    const program = chained('sam', 'adamw', 'lookahead', 'lookahead');
    expect(program.name).toBe('sam+adamw+lookahead+lookahead');
    expect(program.entry).toBe('train');
    expect(program.hypers.map(({ name }) => name)).toEqual([
      'lr',
      'sam_rho',
      'adamw_beta1',
      'adamw_beta2',
      'adamw_eps',
      'adamw_wd',
      'lookahead_k',
      'lookahead_alpha',
      'lookahead2_k',
      'lookahead2_alpha',
    ]);
    expect(program.slots.map(({ name }) => name)).toEqual([
      'adamw_m',
      'adamw_v',
      'lookahead_slow',
      'lookahead2_slow',
    ]);
  });

  test('tells its names as a person writes them', () => {
    const { name, hypers } = chained('sam', 'adamw', 'lookahead', 'lookahead');
    const written = hypers.map((hyper) => writtenName(name, hyper.name));
    expect(written.slice(0, 3)).toEqual(['lr', 'sam.rho', 'adamw.beta1']);
    expect(written.slice(-2)).toEqual(['lookahead2.k', 'lookahead2.alpha']);
    expect(written.map(chainedName)).toEqual(hypers.map((hyper) => hyper.name));
    expect(writtenName('adamw', 'warm_up')).toBe('warm_up');
  });

  test('evaluates where its parts do, one after another', () => {
    const { weights, evaluation } = follow(chained('schedule-free', 'caution'), 10);
    const { evaluation: alone } = follow(chained('schedule-free'), 10);
    expect(evaluation).not.toEqual(weights);
    expect(evaluation).not.toEqual(alone);
    expect(evaluation.flatMap((w) => [...w]).every(Number.isFinite)).toBe(true);
  });

  test.each([
    ['sam', 'adamw', 'lookahead'],
    ['ascent', 'ascent', 'schedule-free', 'caution'],
    ['sam', 'factored'],
    ['branches', 'caution', 'lookahead', 'caution'],
    ['orthogonal', 'lookahead'],
  ])('of %s, %s, … is well-formed, and as text the same program', (...names) => {
    const program = chained(...names.filter(Boolean));
    expect(validate(program)).toEqual([]);
    const text = print(program);
    const again = analyze(text, { name: program.name });
    expect(again.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(print(again.program!)).toBe(text);
    expect(follow(again.program!, 12).weights).toEqual(follow(program, 12).weights);
  });

  test('takes a part that gives one number for all weights as that number for each', () => {
    const constant = analyze('def grad_transform(w, g):\n  return 1\n', { name: 'one' }).program!;
    const { program } = chain([constant, programOf('sgd')]);
    expect(validate(program!)).toEqual([]);
    expectClose(
      follow(program!, 2).weights,
      START.map((w) => w.map((x) => x - 2 * LR)),
    );
  });

  test.each([
    [['sam', 'lookahead'], /no optimizer/],
    [['lookahead'], /update transform.*adamw\+lookahead/],
    [['sgd', 'adamw'], /one optimizer.*sgd and adamw.*spaces/],
    [['lookahead', 'sgd', 'sam'], /write sam\+sgd\+lookahead/],
    [['sgd', 'sam'], /sam is a gradient transform and stands before|write sam\+sgd/],
  ])('of %j is refused', (names, sentence) => {
    const { program, problem } = chain(names.map(programOf));
    expect(program).toBeNull();
    expect(problem).toMatch(sentence);
  });

  test('is asked for where a part cannot train alone', () => {
    expect(whyUntrainable(programOf('sgd'))).toBeNull();
    expect(whyUntrainable(programOf('sam'))).toMatch(/sam\+adamw/);
  });
});
