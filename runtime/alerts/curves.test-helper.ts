import { DEAD_UNITS, GRADIENT, LOSS, RATE, UPDATE, WEIGHTS } from './rule';
import type { Finding, WatchedPlan, WatchedRow } from './rule';
import { AlertWatch } from './watch';

/** A network of two matrices with their biases. */
const PARAMETERS = [
  { name: 'dense1.weight', shape: [2, 32] },
  { name: 'dense1.bias', shape: [32] },
  { name: 'output.weight', shape: [32, 2] },
  { name: 'output.bias', shape: [2] },
];

export const planOf = (change: Partial<WatchedPlan> = {}): WatchedPlan => ({
  steps: 500,
  logEvery: 1,
  warmup: 0,
  decays: false,
  parameters: PARAMETERS,
  ...change,
});

/** What a run logs at a step; what is left out is as in a healthy one. */
export interface Logged {
  readonly loss: number;
  readonly rate?: number;
  /** Of `dense1.weight`, and of `output.weight`. */
  readonly gradient?: number | readonly [number, number];
  readonly weight?: number;
  /** Of the weights' length. */
  readonly ratio?: number;
}

export function rowOf(step: number, logged: Logged): WatchedRow {
  const { loss, rate = 1e-3, gradient = 1, weight = 5, ratio = 1e-3 } = logged;
  const [first, last] = typeof gradient === 'number' ? [gradient, gradient] : gradient;
  const update = ratio * weight;
  return {
    step,
    metrics: {
      [LOSS]: loss,
      [RATE]: rate,
      [GRADIENT]: Math.hypot(first, last),
      [UPDATE]: Math.hypot(update, update),
      [WEIGHTS]: Math.hypot(weight, weight),
    },
    norms: {
      gradient: [first, 0, last, 0],
      update: [update, 0, update, 0],
      weight: [weight, 0, weight, 0],
    },
  };
}

export const validationOf = (step: number, share: number): WatchedRow => ({
  step,
  metrics: { 'val/loss': 1, [`${DEAD_UNITS}dense1`]: share },
  norms: null,
});

/** What is found in a run that logs `curve(step)`. */
export function found(
  curve: (step: number) => Logged,
  change: Partial<WatchedPlan> = {},
): (Finding & { readonly step: number })[] {
  const plan = planOf(change);
  const watch = new AlertWatch(plan);
  const findings: (Finding & { step: number })[] = [];
  for (let step = plan.logEvery; step <= plan.steps; step += plan.logEvery)
    for (const finding of watch.observe(rowOf(step, curve(step))))
      findings.push({ ...finding, step });
  return findings;
}
