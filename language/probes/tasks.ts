import type { ParameterInfo } from '../parameters';
import { drawn, type Lists } from './numbers';
import { SMALL, type Answer } from './trial';

/** A problem that is small enough to be run at every save. */
export interface TinyTask {
  /** As a sentence names it: "on …". */
  readonly name: string;
  readonly parameters: readonly ParameterInfo[];
  readonly start: Lists;
  /** The model on the batch of a step. */
  at(step: number): Answer;
  /** Where the weights may not go; left out: anywhere. */
  readonly bounds?: readonly [low: number, high: number];
}

/** How steeply the bowl curves along its n coordinates: from 0.01 to 1. */
const curvature = (i: number, n: number): number => 10 ** (-2 + (2 * i) / (n - 1));

const bowl: TinyTask = {
  name: 'a bowl of condition number 100',
  parameters: SMALL,
  start: drawn(SMALL, 11),
  at: () => (weights) => ({
    loss: weights.reduce(
      (sum, w) => w.reduce((part, x, i) => part + 0.5 * curvature(i, w.length) * x * x, sum),
      0,
    ),
    gradients: weights.map((w) => w.map((x, i) => curvature(i, w.length) * x)),
  }),
};

const INPUTS = 3;
const EXAMPLES = 16;
const BATCH = 4;
const LINEAR: readonly ParameterInfo[] = [
  { name: 'kernel', shape: [1, INPUTS], role: 'matrix' },
  { name: 'bias', shape: [1], role: 'bias' },
];
const TABLE = drawn([{ name: 'table', shape: [EXAMPLES, INPUTS + 1], role: 'matrix' }], 12)[0];

/** Which side of a plane an example lies on, some of them told wrong: the loss has a minimum. */
const example = (row: number): { x: Float64Array; y: number } => {
  const [x, noise] = [
    TABLE.slice(row * (INPUTS + 1), row * (INPUTS + 1) + INPUTS),
    TABLE[row * (INPUTS + 1) + INPUTS],
  ];
  return { x, y: x[0] - x[1] + 0.8 * noise > 0 ? 1 : -1 };
};

const classification: TinyTask = {
  name: 'a logistic regression with batches of four',
  parameters: LINEAR,
  start: drawn(LINEAR, 13),
  at: (step) => (weights) => {
    const [kernel, bias] = weights;
    const gradients = [new Float64Array(INPUTS), new Float64Array(1)];
    let loss = 0;
    for (let k = 0; k < BATCH; k++) {
      const { x, y } = example((step * BATCH + k) % EXAMPLES);
      const margin = y * x.reduce((sum, value, i) => sum + value * kernel[i], bias[0]);
      loss += Math.log1p(Math.exp(-margin)) / BATCH;
      const slope = -y / (1 + Math.exp(margin)) / BATCH;
      x.forEach((value, i) => (gradients[0][i] += slope * value));
      gradients[1][0] += slope;
    }
    return { loss, gradients };
  },
};

const PERIOD = 101;
const ONE: readonly ParameterInfo[] = [{ name: 'x', shape: [2], role: 'vector' }];

/** Reddi, Kale and Kumar, "On the Convergence of Adam and Beyond", 2018: a rare large gradient and many small against it. */
const rareGradient: TinyTask = {
  name: 'the counterexample of the AMSGrad paper',
  parameters: ONE,
  start: [Float64Array.of(0.5, -0.5)],
  bounds: [-1, 1],
  at: (step) => {
    const slope = step % PERIOD === 1 ? 10.1 : -0.1;
    return ([x]) => ({
      loss: slope * x.reduce((sum, each) => sum + each, 0),
      gradients: [x.map(() => slope)],
    });
  },
};

/** A deterministic problem, a stochastic one, and one that is known to mislead. */
export const TASKS: readonly TinyTask[] = [bowl, classification, rareGradient];
