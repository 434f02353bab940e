import type { Lint } from './lint';

export const lossScale: Lint = {
  code: 'U4',
  why: 'Where the gradient meets plain numbers the rule behaves differently when the loss is multiplied by a constant, as mixed-precision training, another batch reduction or another loss do. Values tuned for one task do not carry over. (diffGrad, Gravity and the program from which Lion was derived are of this kind.)',
  wrong: `def train(w, g, m, lr):
  m = interp(arctan(g), m, 0.9)
  return lr * m, m
`,
  right: `def train(w, g, m, lr):
  m = interp(sign(g), m, 0.9)
  return lr * m, m
`,
  find: function* ({ units, place, live }) {
    const causes = units.mismatches.filter(
      ({ statement, found, wanted }) =>
        (found.has('g') || wanted.has('g')) && live.isLive({ from: 'statement', id: statement.id }),
    );
    if (causes.length === 0) return;
    yield {
      span: place,
      message: 'The behaviour of this rule changes with the scale of the loss.',
      related: causes.map(({ statement }) => ({
        span: statement.span,
        message: 'The gradient meets a plain number here.',
      })),
    };
  },
};
