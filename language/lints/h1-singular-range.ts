import type { Lint } from './lint';

export const singularRange: Lint = {
  code: 'H1',
  why: 'A default belongs inside its range, a `log` scale cannot reach 0 nor `log1m` 1, and at neither end of the range may something be divided by 0: a search that may try `beta = 1` will, and gets an update of 0.',
  wrong: `beta: hyper(0.5, 1) = 0.9

def train(w, g, m, lr):
  m = interp(g, m, beta)
  return lr * debias(m, beta), m
`,
  right: `beta: hyper(0.5, 0.999) = 0.9

def train(w, g, m, lr):
  m = interp(g, m, beta)
  return lr * debias(m, beta), m
`,
  find: function* ({ program, statements, scalars }) {
    for (const { name, low, high, span, declared } of program.hypers) {
      if (!declared || !span || name === 'lr') continue;
      for (const end of [low, high]) {
        const hypers = new Map([[name, end]]);
        const singular = statements.find(
          ({ fn, args }) =>
            fn === 'divide' &&
            scalars.at(args[1], { step: 10 }) !== 0 &&
            scalars.at(args[1], { step: 10, hypers }) === 0,
        );
        if (!singular) continue;
        yield {
          span,
          message: `The range of \`${name}\` includes ${end}, where something is divided by 0; end it before that.`,
          related: [{ span: singular.span, message: 'The division is here.' }],
        };
      }
    }
  },
};
