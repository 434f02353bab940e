import { callAt, replace } from './edits';
import type { Lint } from './lint';

export const negativeRoot: Lint = {
  code: 'I1',
  why: 'Roots and logarithms are taken of the absolute value, so that no NaN can arise. Where the argument can be negative that hides its sign, which is seldom meant.',
  wrong: `def train(w, g, m, v, lr):
  m = interp(g, m, 0.9)
  v = interp(g * m, v, 0.99)
  return lr * m / (sqrt(debias(v, 0.99)) + 1e-8), m, v
`,
  right: `def train(w, g, m, v, lr):
  m = interp(g, m, 0.9)
  v = interp(g * g, v, 0.99)
  return lr * m / (sqrt(debias(v, 0.99)) + 1e-8), m, v
`,
  find: function* ({ statements, intervals, source, tree }) {
    for (const { fn, args, span, fixed } of statements) {
      if (fixed || !OF_SIZE.has(fn)) continue;
      const x = intervals.of(args[0]);
      if (x.low >= 0) continue;
      const argument = callAt(tree, span)?.args[0];
      yield {
        span,
        message: `The argument of \`${source.slice(span.start, span.end)}\` can be negative; its absolute value is used then.`,
        ...(argument
          ? {
              fixes: replace(
                'Say so with abs',
                argument.span,
                `abs(${source.slice(argument.span.start, argument.span.end)})`,
              ),
            }
          : {}),
      };
    }
  },
};

const OF_SIZE: ReadonlySet<string> = new Set(['sqrt', 'log', 'log2', 'log10']);
