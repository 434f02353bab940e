import { dataHash } from '../data/hash';
import { add } from '../graph/operations/add';
import { multiply } from '../graph/operations/multiply';
import { negate } from '../graph/operations/negate';
import { relu } from '../graph/operations/relu';
import { square } from '../graph/operations/square';
import { subtract } from '../graph/operations/subtract';
import { sum } from '../graph/operations/sum';
import { pointTask } from './closed-form';
import type { Task } from './task';

/** Slopes of the paper's synthetic experiment: one step in PERIOD pulls hard one way, all others a little the other. */
const RARE_SLOPE = 1010;
const COMMON_SLOPE = -10;
const PERIOD = 101;
const MEAN_SLOPE = (RARE_SLOPE + (PERIOD - 1) * COMMON_SLOPE) / PERIOD;

/**
 * The paper projects x onto [−1, 1] after each step. An update rule knows no bounds, so a penalty outside takes
 * the projection's place: ten times the common slope for each unit of excess lets x pass them by a tenth at most.
 */
const PENALTY = 100;

const START = 0;

/** Reddi, Kale, Kumar 2018, "On the convergence of Adam and beyond", section 5. */
export const amsgradCounterexample: Task = {
  name: 'amsgrad-counterexample',
  title: "Adam's counterexample",
  description:
    `f(x) = ${RARE_SLOPE} x on every ${PERIOD}st step and ${COMMON_SLOPE} x on all others, x in [−1, 1]: ` +
    'the best x is −1, and Adam goes to +1.',
  data: 'none',
  needsTarget: false,
  models: ['point'],
  split: 'nothing is held out: val/regret is (x + 1) / 2, 0 at the best point and 1 at the worst',
  metric: { tag: 'val/regret', better: 'lower' },
  defaults: { steps: 5000, batch: 1 },
  async load(options) {
    const slopeBatch = (slope: number) => ({ batch: { slope: Float32Array.of(slope) }, size: 1 });
    return pointTask(
      {
        task: amsgradCounterexample,
        options,
        start: [START],
        description: `One number, pulled up gently and down hard every ${PERIOD} steps.`,
        dataHash: dataHash([`amsgrad ${RARE_SLOPE} ${COMMON_SLOPE} ${PERIOD} ${PENALTY} ${START}`]),
      },
      {
        batchesPerEpoch: PERIOD,
        addTo(x, mode) {
          const { builder } = x;
          const slope = builder.input('slope', [1]);
          const excess = subtract(relu(subtract(x, 1)), relu(subtract(negate(x), 1)));
          const penalty = multiply(PENALTY / 2, square(excess));
          builder.output('loss', sum(add(multiply(slope, x), penalty)));
          if (mode === 'train') return;
          builder.output('x', sum(x));
          builder.output('regret', sum(multiply(0.5, add(subtract(x, excess), 1))));
        },
        trainBatch: (step) => ({
          ...slopeBatch(step % PERIOD === 1 ? RARE_SLOPE : COMMON_SLOPE),
          epochEnd: step % PERIOD === 0,
        }),
        validationBatches: () => [slopeBatch(MEAN_SLOPE)],
        measure: ({ x, regret }) => ({ 'val/x': x!, 'val/regret': regret! }),
      },
    );
  },
};
