import { findFilter } from '../analysis/filters';
import { alikeOf } from './d9-alike-slots';
import type { Lint } from './lint';

export const notMinimal: Lint = {
  code: 'A13',
  why: 'Slots that are only added up and scaled are together a linear filter of the gradient, and the same filter can be had with fewer of them: here the running mean of the change of the gradient is a mixture of the gradient and its running mean, so that neither it nor the last gradient needs memory. With the defaults of the hyperparameters; where decays differ, more slots may be needed.',
  wrong: `def train(w, g, m, change, before, lr):
  m = interp(g, m, 0.9)
  change = interp(g - before, change, 0.9)
  before = g
  return lr * (m + change), m, change, before
`,
  right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * interp(g, m, 8 / 9), m
`,
  find: function* (subject) {
    const filter = findFilter(subject);
    if (!filter) return;
    const { slots, order } = filter;
    if (order === slots.length) return;
    // Those are reported by themselves.
    const superfluous = alikeOf(subject).filter(({ slot }) =>
      slots.some(({ name }) => name === slot),
    );
    if (order >= slots.length - superfluous.length) return;
    const names = slots.map(({ name }) => `\`${name}\``);
    const [first] = slots;
    yield {
      span: first.span,
      message: `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are a linear filter for which ${order === 0 ? 'no slot' : order === 1 ? 'one slot' : `${order} slots`} would do.`,
      related: slots.slice(1).map(({ name, span }) => ({
        span,
        message: `\`${name}\` is part of it.`,
      })),
    };
  },
};
