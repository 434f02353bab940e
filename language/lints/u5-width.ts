import { isPower } from '../analysis/degrees';
import type { Lint } from './lint';

export const width: Lint = {
  code: 'U5',
  why: 'With the maximal update parametrization one learning rate fits networks of every width n. How it has to be scaled per layer follows from the degree k of the update in the gradient: n^(k−1) for hidden matrices, n^k for input and output layers (Yang and Littwin, "Tensor Programs IVb", 2023).',
  wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * sign(m), m
`,
  right: `def grad_transform(w, g):
  return g / (global_norm(g) + 1e-12)
`,
  find: function* ({ isOptimizer, degrees, update, place }) {
    const { g } = degrees.of(update);
    if (!isOptimizer || !isPower(g)) return;
    const raised = (k: number): string =>
      k === 0 ? '1' : k === 1 ? 'n' : `n^${Number(k.toFixed(2))}`;
    yield {
      span: place,
      message: `Degree ${Number(g.low.toFixed(2))} in the gradient: for width n, scale \`lr\` as ${raised(g.low - 1)} in hidden matrices and as ${raised(g.low)} in input and output layers (µP).`,
    };
  },
};
