import { dataHash } from '../data/hash';
import { permutation, draws } from '../data/sampling';
import { supervised, type Examples } from './supervised';
import type { Task } from './task';

/** A prime, as in the paper on grokking. */
const MODULUS = 97;
const PAIRS = MODULUS * MODULUS;
const TRAIN = Math.floor(PAIRS / 2);

/** Pairs (a, b) by number a · p + b, as two one-hot vectors side by side, with a + b mod p as class. */
function sums(pairs: Uint32Array): Examples {
  return {
    count: pairs.length,
    targets: Int32Array.from(
      pairs,
      (pair) => (Math.floor(pair / MODULUS) + (pair % MODULUS)) % MODULUS,
    ),
    inputs(examples) {
      const rows = new Float32Array(examples.length * 2 * MODULUS);
      for (let i = 0; i < examples.length; i++) {
        const pair = pairs[examples[i]!]!;
        const start = i * 2 * MODULUS;
        rows[start + Math.floor(pair / MODULUS)] = 1;
        rows[start + MODULUS + (pair % MODULUS)] = 1;
      }
      return rows;
    },
  };
}

/**
 * Power et al. 2022, "Grokking: Generalization beyond overfitting on small algorithmic datasets": the training pairs are
 * soon known by heart; the others follow much later, and only with the right regularisation.
 */
export const modular: Task = {
  name: 'modular',
  title: 'Modular addition',
  description: `a + b modulo ${MODULUS} from examples: the task on which networks grok.`,
  data: 'none',
  needsTarget: false,
  models: ['mlp'],
  split: `half of all ${PAIRS} pairs to train on, the other half to validate on, chosen by the seed`,
  metric: { tag: 'val/accuracy', better: 'higher' },
  defaults: { steps: 3000, batch: 512 },
  async load(options) {
    const pairs = permutation(PAIRS, draws(options.seed, 'modular split'));
    return supervised({
      task: modular,
      options,
      input: { kind: 'features', size: 2 * MODULUS },
      goal: { kind: 'classes', count: MODULUS },
      train: sums(pairs.subarray(0, TRAIN)),
      validation: sums(pairs.subarray(TRAIN)),
      description: `${TRAIN} of the ${PAIRS} pairs modulo ${MODULUS}, the others for validation.`,
      dataHash: dataHash([`modular ${MODULUS} ${TRAIN}`, `${options.seed}`]),
    });
  },
};
