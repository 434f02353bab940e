import { dataHash } from '../data/hash';
import { draws } from '../data/sampling';
import { rowsOf, supervised, type Examples } from './supervised';
import type { Task } from './task';

const TRAIN = 1000;
const VALIDATION = 500;
/** How often each arm winds around the origin. */
const TURNS = 1.5;
/** Standard deviation of the points about their arm; the arms' distance is RADIUS / TURNS / 2. */
const NOISE = 0.04;
const RADIUS = 2;

/** Points about two arms, by turns: class 1 is class 0 turned by half a circle. */
function spiralPoints(seed: number, part: string, count: number): Examples {
  const random = draws(seed, `spirals ${part}`);
  const points = new Float32Array(count * 2);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const label = i % 2;
    // The square root spreads the points evenly along the arm.
    const along = Math.sqrt(random.uniform());
    const angle = 2 * Math.PI * TURNS * along + Math.PI * label;
    points[2 * i] = RADIUS * along * Math.cos(angle) + NOISE * random.normal();
    points[2 * i + 1] = RADIUS * along * Math.sin(angle) + NOISE * random.normal();
    labels[i] = label;
  }
  return { count, inputs: rowsOf(points, 2), targets: labels };
}

export const spirals: Task = {
  name: 'spirals',
  title: 'Two spirals',
  description: 'Which of two interleaved spirals does a point of the plane belong to?',
  data: 'none',
  needsTarget: false,
  models: ['mlp'],
  split: `${TRAIN} points to train on, ${VALIDATION} others to validate on, drawn by the seed`,
  metric: { tag: 'val/accuracy', better: 'higher' },
  defaults: { steps: 1500, batch: 64 },
  async load(options) {
    return supervised({
      task: spirals,
      options,
      input: { kind: 'features', size: 2 },
      goal: { kind: 'classes', count: 2 },
      train: spiralPoints(options.seed, 'train', TRAIN),
      validation: spiralPoints(options.seed, 'validation', VALIDATION),
      description: `${TRAIN} points of two spirals, ${VALIDATION} more for validation.`,
      dataHash: dataHash([
        `spirals ${TRAIN} ${VALIDATION} ${TURNS} ${NOISE} ${RADIUS}`,
        `${options.seed}`,
      ]),
    });
  },
};
