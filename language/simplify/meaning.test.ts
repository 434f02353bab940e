import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyze } from '../analyze';
import { createReferenceOptimizer } from '../interpret/reference';
import { print } from '../ir/print';
import type { Program } from '../ir/program';
import { validate } from '../ir/validate';
import { simplest, simplify } from '.';

/** All of them where nobody waits; `SIMPLIFY_RUNS` for any other number. */
const RUNS = Number(process.env.SIMPLIFY_RUNS ?? (process.env.CI ? 20_000 : 2_000));
const STEPS = 3;

/** Numbers with few binary digits: sums and products of some of them are exact, and so is what cancels. */
const dyadic = fc.constantFrom(0, 1, -1, 2, -2, 0.5, -0.5, 0.25, 1.5, -3);
const PARAMETERS = [
  { name: 'a', shape: [1, 2], role: 'matrix' },
  { name: 'b', shape: [2], role: 'bias' },
] as const;

const name = fc.constantFrom('m', 'v', 'x', 'y', 'g', 'w', 's');
const leaf = fc.oneof(
  { weight: 5, arbitrary: name },
  { weight: 2, arbitrary: fc.constantFrom('0.5', '2', '-1', '0', '0.25', 'b', 'lr', 'step') },
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc
      .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/'), tie('expression'))
      .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    fc
      .tuple(
        fc.constantFrom(
          'sign',
          'abs',
          'sqrt',
          'square',
          'cube',
          'reciprocal',
          'tanh',
          'arcsin',
          'norm',
          'sum',
          'global_norm',
          'global_mean',
          'gradient_at',
          '-',
        ),
        tie('expression'),
      )
      .map(([f, a]) => `${f}(${a})`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([a, b, c]) => `((${a}) * w @ transpose((${b}) * g)) @ ((${c}) + w)`),
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(([a, b]) => `trace(transpose(transpose(${a} + w) @ (${b} + g)))`),
    tie('expression').map((a) => `inverse_root((${a} + w) @ transpose(${a} + w), 2, 1) @ g`),
    fc
      .tuple(fc.constantFrom('max', 'min'), tie('expression'), tie('expression'))
      .map(([f, a, b]) => `${f}(${a}, ${b})`),
    fc
      .tuple(tie('expression'), tie('expression'), fc.constantFrom('b', '0.5', '0.25', 'lr'))
      .map(([a, b, weight]) => `interp(${a}, ${b}, ${weight})`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([a, b, c]) => `where(${a} > 0, ${b}, ${c})`),
  ),
}));
const assignment = fc
  .tuple(fc.constantFrom('m', 'v', 'x', 'y', 's'), expression)
  .map(([n, e]) => `${n} = ${e}`);
const branch = fc
  .tuple(fc.constantFrom('step > 1', 'lr < b', 'every(2)', 'norm(g) > 1'), assignment)
  .map(([condition, line]) => `if ${condition}:\n    ${line}`);
const statement = fc.oneof({ weight: 5, arbitrary: assignment }, { weight: 1, arbitrary: branch });
const source = fc
  .tuple(fc.array(statement, { minLength: 1, maxLength: 5 }), expression)
  .map(
    ([lines, update]) =>
      `b: hyper(0.25, 0.75) = 0.5\ndef train(w, g, m, v, s, lr):\n  x, y = g * 2, m\n${lines.map((line) => `  ${line}\n`).join('')}  return ${update} + 0 * w, m, v, s\n`,
  );

const numbers = fc.array(dyadic, { minLength: 8 * STEPS, maxLength: 8 * STEPS });

/** What a program answers in some steps; `noise` blurs all numbers that it is given by that much. */
function answers(program: Program, inputs: readonly number[], noise: number): number[] {
  const optimizer = createReferenceOptimizer(program, PARAMETERS, 'float64');
  const result: number[] = [];
  let count = 0;
  const take = (n: number): number[] =>
    Array.from({ length: n }, () => {
      const x = inputs[count++];
      return x + noise * (1 + Math.abs(x)) * Math.sin(7 * count);
    });
  for (let step = 1; step <= STEPS; step++) {
    const [w, g] = [
      [take(2), take(2)],
      [take(2), take(2)],
    ];
    const context = {
      step,
      totalSteps: STEPS,
      lr: 0.5 + noise,
      lrPeak: 0.5,
      loss: 1,
      epochEnd: false,
      // Hyperparameters can be changed while a program runs.
      hyper: { b: 0.25 * step - noise },
      seed: 1,
    };
    const updates = optimizer.step(w, g, context, (points) => ({
      loss: 1,
      gradients: points.map((point, t) => point.map((x, i) => g[t][i] - 0.5 * x)),
    }));
    result.push(...updates.flatMap((update) => [...update]));
  }
  return result;
}

const isNear = (a: number, b: number): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= 1e-7 * (1 + Math.abs(a) + Math.abs(b));

test.each([
  [RUNS, 'in normal form', (program: Program) => simplify(program).program],
  [RUNS / 4, 'in their simplest form', (program: Program) => simplest(program).program],
] as const)(
  '%i random programs mean the same %s',
  (runs, _, simplified) => {
    let unsure = 0;
    let simpler = 0;
    fc.assert(
      fc.property(source, numbers, (text, inputs) => {
        const { program } = analyze(text, { lints: false });
        if (!program) return;
        const less = simplified(program);
        expect(validate(less), text).toEqual([]);
        print(less);
        if (less.train.statements.length < program.train.statements.length) simpler++;
        const before = answers(program, inputs, 0);
        const after = answers(less, inputs, 0);
        if (before.some((x) => !Number.isFinite(x) || Math.abs(x) > 1e9)) {
          unsure++;
          return;
        }
        if (before.every((x, i) => isNear(x, after[i]))) return;
        // Where a sign or a comparison stands on the edge, rounding alone decides; the least blur shows it.
        const blurred = [1e-13, -1e-13].map((noise) => answers(program, inputs, noise));
        const onEdge = before.some((x, i) => blurred.some((list) => !isNear(x, list[i])));
        if (onEdge) {
          unsure++;
          return;
        }
        expect(after, `${text}\n${print(less)}`).toEqual(before);
      }),
      { seed: 11, numRuns: runs },
    );
    expect(unsure).toBeLessThan(runs / 10);
    expect(simpler).toBeGreaterThan(runs / 2);
  },
  // On a machine that is loaded, twenty thousand take twenty minutes.
  Math.max(900_000, 150 * RUNS),
);
