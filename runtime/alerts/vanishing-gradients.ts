import { Descent, Streak } from './recent';
import { LOSS, matricesOf, type Rule } from './rule';

/** Logged steps in a row; none of a few batches may be the exception. */
const ROWS = 20;
/** Times less than the matrix with the largest gradient: layers of a healthy network lie within some thousand times. */
const BETWEEN = 1e-6;
/** Gradient × weights / loss: by what share the loss would change if all weights did wholly. Healthy is 0.1 to 10. */
const SENSITIVITY = 1e-6;

/** A layer gets no gradient to speak of while others do; or nothing does, and the loss is where it began. */
export const vanishingGradients: Rule<'vanishing-gradients'> = {
  kind: 'vanishing-gradients',
  watch: (plan) => {
    const matrices = matricesOf(plan);
    const starved = matrices.map(() => new Streak());
    const flat = new Streak();
    const descent = new Descent();
    return ({ metrics, norms }) => {
      const { [LOSS]: loss } = metrics;
      if (norms === null || loss === undefined || matrices.length === 0) return null;
      descent.add(loss);
      const lengths = matrices.map((index) => norms.gradient[index]!);
      const largest = Math.max(...lengths);
      for (const [place, length] of lengths.entries()) {
        const ratio = length / largest;
        if (starved[place]!.count(ratio < BETWEEN) < ROWS) continue;
        const { name } = plan.parameters[matrices[place]!]!;
        return { kind: 'vanishing-gradients', parameter: name, ratio };
      }
      const weights = Math.hypot(...matrices.map((index) => norms.weight[index]!));
      const ratio = (Math.hypot(...lengths) * weights) / Math.abs(loss);
      // A gradient also vanishes where a loss has reached its lowest.
      return flat.count(ratio < SENSITIVITY) >= ROWS && !descent.hasFallen
        ? { kind: 'vanishing-gradients', parameter: null, ratio }
        : null;
    };
  },
};
