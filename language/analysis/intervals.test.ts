import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReferenceOptimizer, type Passes } from '../interpret/reference';
import { GALLERY, PROGRAMS, trainable } from '../testing/programs';
import { programOf, valueNamed } from '../testing/program-of';
import { isWithin } from '../functions/interval';
import { findIntervals, intervalsNearby } from './intervals';

const HEAD = `beta: hyper(0.5, 0.99, log1m) = 0.9
eps: hyper(1e-12, 1e-3, log) = 1e-8
`;

function boundsOf(name: string, ...lines: string[]) {
  const body = lines.map((line) => `  ${line}\n`).join('');
  const program = programOf(`${HEAD}def train(w, g, m, v, lr):\n${body}  return lr * m, m, v\n`);
  const { low, high, zero } = findIntervals(program).of(valueNamed(program, name));
  return [low, high, zero];
}

test.each([
  ['a square', 'x', ['x = g * g'], [0, Infinity, true]],
  ['a square, scaled', 'x', ['x = 0.1 * g * g'], [0, Infinity, true]],
  ['a square, turned', 'x', ['x = g * (-2 * g)'], [-Infinity, 0, true]],
  ['a cube', 'x', ['x = sign(g) * g * g * g'], [-Infinity, Infinity, true]],
  ['a fourth power', 'x', ['y = clamp(g, -2, 1)', 'x = y * y * (y * y)'], [0, 16, true]],
  ['a product of a value with itself', 'x', ['x = dot(g, g)'], [0, Infinity, true]],
  ['a running mean of squares', 'v', ['v = interp(square(g), v, beta)'], [0, Infinity, true]],
  ['a running mean of signs', 'm', ['m = interp(sign(g), m, beta)'], [-1, 1, true]],
  [
    'a floored root',
    'x',
    ['v = interp(square(g), v, beta)', 'x = sqrt(v) + eps'],
    [1e-12, Infinity, false],
  ],
  ['a bias correction', 'x', ['x = 1 - beta ** step'], [1 - 0.99, 1, false]],
  ['one that starts too late', 'x', ['x = 1 - beta ** (step - 10)'], [-511, 1, true]],
  ['a decaying power', 'x', ['x = beta ** step'], [0, 0.99, false]],
  ['a count', 'm', ['m = m + 1'], [1, Infinity, false]],
  ['a difference of equals', 'x', ['x = (g + m) - (g + m)'], [0, 0, true]],
  ['a clamped number', 'x', ['x = clamp(g, -2, 3)'], [-2, 3, true]],
  [
    'a branch that asks first',
    'x',
    ['x = 1', 'if step > 10:', '  x = step - 10'],
    [0, Infinity, true],
  ],
  ['a choice that asks first', 'x', ['m = m + g', 'x = where(m > 0, m, 1)'], [0, Infinity, false]],
])('%s', (_, name, lines, expected) => {
  const [low, high, zero] = boundsOf(name, ...lines);
  expect([low, high]).toEqual([
    expect.closeTo(expected[0] as number),
    expect.closeTo(expected[1] as number),
  ]);
  expect(zero).toBe(expected[2]);
});

test.each([...GALLERY, ...PROGRAMS])(
  'what %s really does stays within its intervals',
  (_, source) => {
    const program = trainable(programOf(source));
    const passes: Passes = (points) => ({ loss: 1, gradients: points });
    const { slots } = findIntervals(program);
    const number = fc.double({ min: -10, max: 10, noNaN: true });
    const parameters = [{ name: 'p', shape: [2, 2], role: 'matrix' as const }];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(number, number), { minLength: 16, maxLength: 16 }),
        (numbers) => {
          const optimizer = createReferenceOptimizer(program, parameters, 'float64');
          for (let step = 1; step <= 4; step++) {
            const own = numbers.slice(4 * step - 4, 4 * step);
            const context = {
              step,
              totalSteps: 4,
              lr: 1e-2,
              lrPeak: 1e-2,
              loss: 1,
              epochEnd: false,
              hyper: {},
            };
            const [w, g] = [own.map(([w]) => w), own.map(([, g]) => g)];
            optimizer.step([w], [g], context, passes);
            for (const [name, values] of Object.entries(optimizer.readSlots()!)) {
              const { low, high } = slots.get(name)!;
              const list =
                typeof values === 'number' ? [values] : values.flatMap((part) => Array.from(part));
              for (const value of list) {
                expect(value).toBeGreaterThanOrEqual(low);
                expect(value).toBeLessThanOrEqual(high);
              }
            }
          }
        },
      ),
      { seed: 3, numRuns: 20 },
    );
  },
);

test.each([...GALLERY, ...PROGRAMS])(
  'from nearby, bounds are wider, never others: %s',
  (_, source) => {
    const program = trainable(programOf(source));
    const nearby = intervalsNearby(program);
    for (const { id } of program.train.statements) {
      const value = { from: 'statement', id } as const;
      expect(isWithin(findIntervals(program).of(value), nearby(value))).toBe(true);
    }
  },
);

test('a floored root is above 0 from nearby', () => {
  const program = programOf(`${HEAD}def train(w, g, lr):\n  x = sqrt(g) + eps\n  return lr / x\n`);
  expect(intervalsNearby(program)(valueNamed(program, 'x')).low).toBe(1e-12);
});
