import { findFunction } from '../functions';
import type { Finding, Lint } from './lint';

export const work: Lint = {
  code: 'C2',
  why: 'A further gradient in each step doubles the cost of training; an eigenbasis or an inverse root of every matrix at every step costs more than the model itself. Renew the latter under `if every(k):` and keep it in a slot.',
  wrong: `def train(w, g, lr):
  ahead = gradient_at(w + 0.05 * g / (global_norm(g) + 1e-12))
  return lr * ahead
`,
  right: `def train(w, g, lr):
  return lr * sign(g)
`,
  find: function* ({ cost, place }) {
    const { passes, extraGradients, matrixWork } = cost;
    for (const { fn, span } of matrixWork) {
      if (findFunction(fn)!.rules.work !== 'decomposition') continue;
      const finding: Finding = {
        span,
        severity: 'warning',
        message: `\`${fn}\` is worked out at every step; renew it under \`if every(k):\` and keep it in a slot.`,
      };
      yield finding;
    }
    if (passes === 1 && extraGradients === 0 && matrixWork.length === 0) return;
    const parts = [
      `${passes} ${passes === 1 ? 'sweep' : 'sweeps'} over the weights`,
      extraGradients > 0
        ? `${extraGradients} further ${extraGradients === 1 ? 'pass' : 'passes'} through the model`
        : '',
      matrixWork.length > 0 ? 'matrix products for each matrix' : '',
    ].filter((part) => part !== '');
    yield { span: place, message: `Work at each step: ${parts.join(', ')}.` };
  },
};
