import { isExact } from '../functions/interval';
import type { Lint } from './lint';

export const constantCondition: Lint = {
  code: 'D10',
  why: 'The condition comes out the same at every step, whatever the weights, the gradient and the hyperparameters are: one of the two branches is never taken.',
  wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  if step >= 1:
    return lr * debias(m, 0.9), m
  return lr * g, m
`,
  right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  if step > 10:
    return lr * debias(m, 0.9), m
  return lr * g, m
`,
  find: function* ({ statements, intervals, source }) {
    const asked = new Set<number>();
    for (const { fn, args } of statements) {
      const [condition] = args;
      const decides = fn === 'choose' || fn === 'where';
      if (decides && condition.from === 'statement') asked.add(condition.id);
    }
    for (const { id, span, name } of statements) {
      if (!asked.has(id)) continue;
      const value = intervals.of({ from: 'statement', id });
      if (!isExact(value)) continue;
      const what = name ?? source.slice(span.start, span.end);
      yield {
        span,
        message: `\`${what}\` is always ${value.low === 1 ? 'true' : 'false'}; one branch is never taken.`,
      };
    }
  },
};
