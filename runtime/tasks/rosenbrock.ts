import { dataHash } from '../data/hash';
import { add } from '../graph/operations/add';
import { multiply } from '../graph/operations/multiply';
import { slice } from '../graph/operations/slice';
import { square } from '../graph/operations/square';
import { subtract } from '../graph/operations/subtract';
import { sum } from '../graph/operations/sum';
import { closedForm } from './closed-form';
import type { Task } from './task';

/** Where every run starts, whatever its seed: as in the paper. */
const START = [-1.2, 1];

/** Rosenbrock 1960, "An automatic method for finding the greatest or least value of a function". */
export const rosenbrock: Task = {
  name: 'rosenbrock',
  title: "Rosenbrock's valley",
  description:
    '(1 − x)² + 100 (y − x²)²: a bent valley with steep walls and its minimum at (1, 1).',
  data: 'none',
  needsTarget: false,
  models: ['point'],
  split: 'nothing is held out: val/loss is the function itself, at the point reached',
  metric: { tag: 'val/loss', better: 'lower' },
  defaults: { steps: 5000, batch: 1 },
  async load(options) {
    return closedForm({
      task: rosenbrock,
      options,
      start: START,
      loss: (point) => {
        const x = slice(point, [0], [1]);
        const y = slice(point, [1], [1]);
        return sum(add(square(subtract(1, x)), multiply(100, square(subtract(y, square(x))))));
      },
      description: `Rosenbrock's function of two variables, from (${START.join(', ')}).`,
      dataHash: dataHash([`rosenbrock ${START.join(' ')}`]),
    });
  },
};
