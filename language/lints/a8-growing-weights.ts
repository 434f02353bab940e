import { decayOf, switchedOn } from './decay';
import { statementsOf, expressionsOf } from './edits';
import type { Lint } from './lint';

export const growingWeights: Lint = {
  code: 'A8',
  why: 'The runtime subtracts the update, so decay has to be added to it: `update + wd * w`. With the other sign each step multiplies the weights by more than 1, and they grow without bound.',
  wrong: `wd: hyper(0, 1) = 0.01

def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * (sign(m) - wd * w), m
`,
  right: `wd: hyper(0, 1) = 0.01

def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * (sign(m) + wd * w), m
`,
  find: function* (subject) {
    const { place, program, tree, source } = subject;
    const decay = decayOf(subject);
    if (!decay) return;
    const defaults = switchedOn(subject);
    const corners = program.hypers.flatMap(({ name, low, high }) =>
      [low, high].map((value) => new Map([...defaults, [name, value]])),
    );
    const shares = [defaults, ...corners].map((hypers) =>
      decay.at({ step: 1000, lr: 1e-3, hypers }),
    );
    if (!shares.some((share) => share < -1e-15)) return;
    const subtracted = statementsOf(tree)
      .flatMap((statement) => [...expressionsOf(statement)])
      .find(
        (expression) =>
          expression.kind === 'binary' &&
          expression.operator === '-' &&
          /\bw\b/.test(source.slice(expression.right.span.start, expression.right.span.end)),
      );
    const operator =
      subtracted?.kind === 'binary' ? source.indexOf('-', subtracted.left.span.end) : -1;
    yield {
      span: place,
      message:
        'The weights are subtracted from the update, which is subtracted from them: decay makes them grow; add it instead.',
      ...(operator >= 0
        ? {
            related: [{ span: subtracted!.span, message: 'The weights are subtracted here.' }],
            fixes: [
              {
                title: 'Add the decay',
                edits: [{ span: { start: operator, end: operator + 1 }, text: '+' }],
              },
            ],
          }
        : {}),
    };
  },
};
