import type { Lint } from './lint';

export const coarseUpdate: Lint = {
  code: 'T2',
  why: 'An update with one number for a whole tensor moves all of its weights by the same amount, which no training rule wants. Most often a norm or a mean stands where the gradient should.',
  wrong: `def train(w, g, lr):
  return lr * norm(g)
`,
  right: `def train(w, g, lr):
  return lr * g / (norm(g) + 1e-8)
`,
  find: null,
};
