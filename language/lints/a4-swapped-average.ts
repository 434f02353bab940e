import { callAt } from './edits';
import type { Finding, Lint } from './lint';

/** A weight from here on is meant as the share that stays. */
const MEANT_TO_STAY = 0.5;

export const swappedAverage: Lint = {
  code: 'A4',
  why: 'A running average with decay 0.9 keeps nine tenths of its old value. `interp(x, y, a)` gives the share `a` to its second argument, so the old value comes second: `m = interp(g, m, beta1)`. With the two exchanged the slot forgets nearly everything at each step.',
  wrong: `beta1: hyper(0.5, 0.99, log1m) = 0.9

def train(w, g, m, lr):
  m = interp(m, g, beta1)
  return lr * m, m
`,
  right: `beta1: hyper(0.5, 0.99, log1m) = 0.9

def train(w, g, m, lr):
  m = interp(g, m, beta1)
  return lr * m, m
`,
  find: function* (subject) {
    const { program, graph, tree, source } = subject;
    for (const slot of program.slots) {
      const kept = subject.kept(slot, 1000);
      const stored = subject.stored(slot);
      const maker = graph.maker(stored);
      if (!maker || !subject.isMovingAverage(slot) || kept === null) continue;
      if (kept >= MEANT_TO_STAY || 1 - kept <= MEANT_TO_STAY) continue;
      const call = callAt(tree, maker.span);
      const swappable = call?.callee.name.startsWith('interp') ? call : null;
      const finding: Finding = {
        span: maker.span,
        message: `\`${slot.name}\` keeps only ${Number((100 * kept).toPrecision(3))} % of its old value; are the two arguments swapped?`,
        ...(swappable?.args.length === 3
          ? {
              fixes: [
                {
                  title: 'Exchange the first two arguments',
                  edits: [0, 1].map((i) => ({
                    span: swappable.args[i].span,
                    text: source.slice(
                      swappable.args[1 - i].span.start,
                      swappable.args[1 - i].span.end,
                    ),
                  })),
                },
              ],
            }
          : {}),
      };
      yield finding;
    }
  },
};
