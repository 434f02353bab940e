import { decayOf, switchedOn } from './decay';
import { grouped, lastReturn } from './edits';
import type { Lint } from './lint';

export const unscaledDecay: Lint = {
  code: 'A7',
  why: 'Each step multiplies the weights by 1 minus the decay. If that is not in proportion to `lr`, a schedule changes how strongly decay and gradient weigh against each other: late in training, when `lr` is small, decay wins. Multiply the decay by `lr`, once.',
  wrong: `wd: hyper(0, 1) = 0.01

def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * sign(m) + wd * w, m
`,
  right: `wd: hyper(0, 1) = 0.01

def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * (sign(m) + wd * w), m
`,
  find: function* (subject) {
    const { place, entry, source } = subject;
    const decay = decayOf(subject);
    if (!decay) return;
    const hypers = switchedOn(subject);
    const at = (lr: number): number => decay.at({ step: 1000, lr, hypers });
    const [one, two] = [at(1e-3), at(2e-3)];
    if (Number.isNaN(one) || Math.abs(one) < 1e-15) return;
    const degree = Math.log2(two / one);
    if (Math.abs(degree - 1) < 1e-3) return;
    const shown = Number(degree.toFixed(2));
    const factor = shown === 0 ? '1 − wd' : shown === 2 ? '1 − lr²·wd' : 'no power of lr';
    const update = lastReturn(entry)?.values[0];
    const term =
      shown === 0 && update?.kind === 'binary' && update.operator === '+'
        ? [update.left, update.right].find((side) =>
            /\bw\b/.test(source.slice(side.span.start, side.span.end)),
          )
        : undefined;
    yield {
      span: place,
      message:
        shown === 0
          ? `Weight decay is not multiplied by \`lr\`: each step scales the weights by ${factor}, whatever the schedule says.`
          : `Weight decay does not grow in proportion to \`lr\` (each step scales the weights by ${factor}); multiply it by \`lr\` once.`,
      ...(term
        ? {
            fixes: [
              {
                title: 'Multiply the decay by lr',
                edits: [
                  {
                    span: term.span,
                    text: `lr * ${term.kind === 'binary' && term.operator !== '*' ? grouped(source, term) : source.slice(term.span.start, term.span.end)}`,
                  },
                ],
              },
            ],
          }
        : {}),
    };
  },
};
