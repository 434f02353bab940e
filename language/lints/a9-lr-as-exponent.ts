import { isInput } from '../analysis/graph';
import type { Lint } from './lint';

export const lrAsExponent: Lint = {
  code: 'A9',
  why: 'A learning rate in an exponent is close to 0 and changes with the schedule, so the power is close to 1 and hardly depends on anything. One library wrote `step ** lr` where the exponent `r` was meant.',
  wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  weight = step ** lr
  return lr * m / weight, m
`,
  right: `r: hyper(0, 2) = 0.5

def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  weight = step ** r
  return lr * m / weight, m
`,
  find: function* ({ statements, graph, source }) {
    const isScheduled = graph.workedOutFrom(
      (part) => isInput(part, 'lr') || isInput(part, 'lr_peak'),
    );
    for (const { fn, args, span } of statements) {
      if (fn === 'power' && isScheduled(args[1]))
        yield {
          span,
          message: `\`${source.slice(span.start, span.end)}\` has the learning rate in its exponent; use a hyperparameter of its own.`,
        };
    }
  },
};
