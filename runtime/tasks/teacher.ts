import { dataHash } from '../data/hash';
import { draws } from '../data/sampling';
import { rowsOf, supervised, type Examples } from './supervised';
import type { Task } from './task';

const TRAIN = 4096;
const VALIDATION = 1024;
const FEATURES = 16;
/** Units of the teacher's only hidden layer. */
const HIDDEN = 16;

/** Points x ~ N(0, I) with what the teacher says: v · tanh(W x), both scaled to variance about 1. */
function lessons(seed: number): { train: Examples; validation: Examples } {
  const weights = draws(seed, 'teacher weights');
  // Pre-activations of standard deviation 1.5 bend the hyperbolic tangent well without saturating it.
  const inner = Float64Array.from(
    { length: HIDDEN * FEATURES },
    () => (1.5 / Math.sqrt(FEATURES)) * weights.normal(),
  );
  const outer = Float64Array.from({ length: HIDDEN }, () => weights.normal());
  const taught = (x: Float32Array): number => {
    let y = 0;
    for (let h = 0; h < HIDDEN; h++) {
      let sum = 0;
      for (let f = 0; f < FEATURES; f++) sum += inner[h * FEATURES + f]! * x[f]!;
      y += outer[h]! * Math.tanh(sum);
    }
    return y / Math.sqrt(HIDDEN / 2);
  };
  const points = (part: string, count: number): Examples => {
    const random = draws(seed, `teacher ${part}`);
    const x = Float32Array.from({ length: count * FEATURES }, () => random.normal());
    const y = Float32Array.from({ length: count }, (_, i) =>
      taught(x.subarray(i * FEATURES, (i + 1) * FEATURES)),
    );
    return { count, inputs: rowsOf(x, FEATURES), targets: y };
  };
  return { train: points('train', TRAIN), validation: points('validation', VALIDATION) };
}

export const teacher: Task = {
  name: 'teacher',
  title: 'Teacher and student',
  description: `Regression on what a random network of ${FEATURES} inputs and ${HIDDEN} hidden units says.`,
  data: 'none',
  needsTarget: false,
  models: ['mlp'],
  split: `${TRAIN} points to train on, ${VALIDATION} others to validate on, drawn by the seed`,
  metric: { tag: 'val/r2', better: 'higher' },
  defaults: { steps: 2000, batch: 64 },
  async load(options) {
    return supervised({
      task: teacher,
      options,
      input: { kind: 'features', size: FEATURES },
      goal: { kind: 'value' },
      ...lessons(options.seed),
      description: `${TRAIN} points labelled by a random network, ${VALIDATION} more for validation.`,
      dataHash: dataHash([
        `teacher ${TRAIN} ${VALIDATION} ${FEATURES} ${HIDDEN}`,
        `${options.seed}`,
      ]),
    });
  },
};
