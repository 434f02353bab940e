import { isAny, isUnknown } from '../analysis/degrees';
import type { Lint } from './lint';

export const notLinearInLr: Lint = {
  code: 'A2',
  why: 'With half the learning rate the step should be half as long. Where `lr` is multiplied in twice, divides, or stands under a root or inside of another function, schedules and the usual ranges of the learning rate do not mean what they say.',
  wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  update = lr * sign(m)
  return lr * update, m
`,
  right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  update = sign(m)
  return lr * update, m
`,
  find: function* ({ isOptimizer, degrees, update, live, place, statements }) {
    if (!isOptimizer || !live.reaches({ from: 'input', name: 'lr' })) return;
    const range = degrees.of(update).lr;
    if (isAny(range) || (range.low <= 1 && range.high >= 1 && !isUnknown(range))) return;
    const uses = statements.filter(({ args, id }) => {
      const own = args.some((arg) => arg.from === 'input' && arg.name === 'lr');
      return own && live.isLive({ from: 'statement', id });
    });
    const how = isUnknown(range)
      ? 'not by a fixed power of it'
      : range.low === range.high
        ? `as \`lr ** ${Number(range.low.toFixed(3))}\``
        : 'by no term in proportion';
    yield {
      span: place,
      message: `The update should grow in proportion to \`lr\`, but grows ${how}; multiply by \`lr\` once.`,
      related: uses.map(({ span }) => ({ span, message: '`lr` enters here.' })),
    };
  },
};
