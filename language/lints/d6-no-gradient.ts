import type { Lint } from './lint';

export const noGradient: Lint = {
  code: 'D6',
  why: 'The update is the same whatever the gradient is, directly and through all slots. Nothing can be learned with it.',
  wrong: `def train(w, g, m, lr):
  m = interp(w, m, 0.9)
  return lr * m, m
`,
  right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * m, m
`,
  find: function* ({ live, place, statements }) {
    const asksModel = statements.some(({ fn, id }) => {
      const asks = fn === 'gradient_at' || fn === 'loss_at' || fn === 'hvp';
      return asks && live.isLive({ from: 'statement', id });
    });
    const inputs = ['g', 'update'] as const;
    const fed = inputs.some((name) => live.reaches({ from: 'input', name: name as 'g' }));
    if (!asksModel && !fed)
      yield { span: place, message: 'The update does not depend on the gradient `g`; use it.' };
  },
};
