import type { Lint } from './lint';

/** Far enough apart that what tends to 0 shows it. */
const STEPS = [100, 10_000, 1_000_000];

export const vanishingDivisor: Lint = {
  code: 'I3',
  why: 'The divisor shrinks towards 0 as training goes on, so the quotient grows without bound: the weights of one library became non-finite at step 850, because it divided by `beta ** step` where `1 - beta ** step` was meant.',
  wrong: `beta: hyper(0.5, 0.99, log1m) = 0.9

def train(w, g, m, lr):
  m = interp(g, m, beta)
  return lr * m / beta ** step, m
`,
  right: `beta: hyper(0.5, 0.99, log1m) = 0.9

def train(w, g, m, lr):
  m = interp(g, m, beta)
  return lr * m / (1 - beta ** step), m
`,
  find: function* ({ statements, scalars, source, graph }) {
    for (const { fn, args, span } of statements) {
      if (fn !== 'divide') continue;
      const [near, far, farthest] = STEPS.map((step) => Math.abs(scalars.at(args[1], { step })));
      const vanishes = far < 0.5 * near && farthest < 0.1 * near && farthest <= far;
      if (!vanishes) continue;
      const below = graph.maker(args[1])?.span ?? span;
      yield {
        span: below,
        message: `The divisor \`${source.slice(below.start, below.end)}\` tends to 0 as \`step\` grows, and the quotient to infinity.`,
      };
    }
  },
};
