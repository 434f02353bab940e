import { Descent, Streak } from './recent';
import { LOSS, matricesOf, RATE, type Rule } from './rule';

/** Logged steps in a row. */
const ROWS = 20;
/** About 1e-3 is usual. Weights of which each step replaces half remember nothing of the steps before. */
const HIGH = 0.5;
/** A thousand such steps change the weights by a thousandth; a little less is lost when float32 rounds. */
const LOW = 1e-6;
/** Below this share of its peak a learning rate is meant to move little. */
const HIGH_RATE = 0.5;

/** Steps so large that they overthrow the weights, or so small that they do not move them; and the loss does not fall. */
export const updateRatio: Rule<'update-ratio'> = {
  kind: 'update-ratio',
  watch: (plan) => {
    const matrices = matricesOf(plan);
    const high = new Streak();
    const low = new Streak();
    const descent = new Descent();
    let peak = 0;
    return ({ step, metrics, norms }) => {
      const { [LOSS]: loss, [RATE]: rate } = metrics;
      if (norms === null || loss === undefined || rate === undefined) return null;
      const length = (parts: readonly number[]): number =>
        Math.hypot(...matrices.map((index) => parts[index]!));
      const weights = length(norms.weight);
      if (weights === 0 || step <= plan.warmup) return null;
      descent.add(loss);
      peak = Math.max(peak, rate);
      const ratio = length(norms.update) / weights;
      const tooHigh = high.count(ratio > HIGH) >= ROWS;
      const tooLow = low.count(ratio < LOW && rate > HIGH_RATE * peak) >= ROWS;
      if ((!tooHigh && !tooLow) || descent.hasFallen) return null;
      return { kind: 'update-ratio', ratio, side: tooHigh ? 'high' : 'low' };
    };
  },
};
