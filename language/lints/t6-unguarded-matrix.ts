import { takesMatrixWork } from '../analysis/cost';
import { findFunction } from '../functions';
import type { Lint } from './lint';
import { asksShape } from './shape';

export const unguardedMatrix: Lint = {
  code: 'T6',
  why: 'Biases and norms are vectors, which the language sees as matrices of one column: orthogonalizing one only normalizes it. Use matrix functions under `if role(w) == "matrix":` or `if ndim(w) >= 2:` and give the rest of the parameters a rule of their own.',
  wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.95)
  return lr * orthogonalize(m, 5), m
`,
  right: `def train(w, g, m, lr):
  m = interp(g, m, 0.95)
  if ndim(w) >= 2:
    return lr * orthogonalize(m, 5), m
  return lr * sign(m), m
`,
  find: function* ({ statements, graph }) {
    for (const statement of statements) {
      const { fn, guard, span } = statement;
      if (!takesMatrixWork(statement) || (guard && asksShape(guard, graph))) continue;
      const shown = findFunction(fn)!.operator?.symbol ?? fn;
      yield {
        span,
        message: `\`${shown}\` is applied to vectors too, such as biases; put it under \`if ndim(w) >= 2:\`.`,
      };
    }
  },
};
