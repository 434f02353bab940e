import { dataHash } from '../data/hash';
import { draws } from '../data/sampling';
import { constant } from '../graph/operations/constant';
import { matmul } from '../graph/operations/matmul';
import { multiply } from '../graph/operations/multiply';
import { reshape } from '../graph/operations/reshape';
import { square } from '../graph/operations/square';
import { sum } from '../graph/operations/sum';
import { closedForm } from './closed-form';
import type { Task } from './task';

const DIMENSIONS = 50;
/** Greatest over smallest curvature. */
const CONDITION = 1e4;

/** Curvatures from 1 down to 1 / CONDITION, evenly spaced in their logarithm. */
const CURVATURES = Array.from(
  { length: DIMENSIONS },
  (_, i) => CONDITION ** (-i / (DIMENSIONS - 1)),
);

/** A random rotation, row-major, the same in every run: Gram and Schmidt's method on normal draws. */
function rotation(): number[] {
  const random = draws(0, 'quadratic rotation');
  const rows: number[][] = [];
  while (rows.length < DIMENSIONS) {
    const row = Array.from({ length: DIMENSIONS }, () => random.normal());
    for (const other of rows) {
      const overlap = row.reduce((total, value, i) => total + value * other[i]!, 0);
      other.forEach((value, i) => (row[i]! -= overlap * value));
    }
    const length = Math.hypot(...row);
    rows.push(row.map((value) => value / length));
  }
  return rows.flat();
}

export const quadratic: Task = {
  name: 'quadratic',
  title: 'Ill-conditioned quadratic',
  description: `½ xᵀ A x in ${DIMENSIONS} dimensions, A rotated, its condition ${CONDITION.toLocaleString('en')}.`,
  data: 'none',
  needsTarget: false,
  models: ['point'],
  split: 'nothing is held out: val/loss is the function itself, at the point reached',
  metric: { tag: 'val/loss', better: 'lower' },
  defaults: { steps: 2000, batch: 1 },
  async load(options) {
    const random = draws(options.seed, 'quadratic start');
    const turned = rotation();
    return closedForm({
      task: quadratic,
      options,
      start: Array.from({ length: DIMENSIONS }, () => random.normal()),
      loss: (x) => {
        const axes = constant(x.builder, [DIMENSIONS, DIMENSIONS], turned);
        const curvatures = constant(x.builder, [1, DIMENSIONS], CURVATURES);
        const along = matmul(reshape(x, [1, DIMENSIONS]), axes);
        return multiply(0.5, sum(multiply(curvatures, square(along))));
      },
      description: `A quadratic of condition ${CONDITION.toLocaleString('en')} in ${DIMENSIONS} dimensions.`,
      dataHash: dataHash([`quadratic ${DIMENSIONS} ${CONDITION}`, `${options.seed}`]),
    });
  },
};
