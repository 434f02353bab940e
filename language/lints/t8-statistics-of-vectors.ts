import type { Lint } from './lint';
import { asksShape } from './shape';

export const statisticsOfVectors: Lint = {
  code: 'T8',
  why: 'Of a vector, the mean of each row is the vector itself: factored statistics save memory for matrices only. An `if ndim(w) >= 2:` around them says so, and lets the vectors keep the full statistic.',
  wrong: `def train(w, g, r, c, lr):
  r = interp(row_mean(square(g)), r, 0.99)
  c = interp(col_mean(square(g)), c, 0.99)
  v = debias(r, 0.99) * c / (mean(r) + 1e-30)
  return lr * g / (sqrt(v) + 1e-8), r, c
`,
  right: `def train(w, g, r, c, v, lr):
  if ndim(w) >= 2:
    r = interp(row_mean(square(g)), r, 0.99)
    c = interp(col_mean(square(g)), c, 0.99)
    vhat = debias(r, 0.99) * c / (mean(r) + 1e-30)
  else:
    v = interp(square(g), v, 0.99)
    vhat = debias(v, 0.99)
  return lr * g / (sqrt(vhat) + 1e-8), r, c, v
`,
  find: function* ({ statements, graph }) {
    for (const { fn, guard, span } of statements) {
      if (!/^(row|col)_/.test(fn) || (guard && asksShape(guard, graph))) continue;
      yield {
        span,
        message: `Of a vector, \`${fn}\` gives ${fn.startsWith('row') ? 'the vector itself, so nothing is saved' : 'a single number'}.`,
      };
    }
  },
};
