import type { Lint } from './lint';

export const knownRule: Lint = {
  code: 'A15',
  why: 'The program is a published rule, up to how it is written and to the values of its hyperparameters: both have the same normal form, which trusts the declared ranges. Numbers of the published rule that are not told are its defaults. The lens above `train` says so, too. It is looked for in the gallery, a moment after the last change.',
  wrong: `def train(w, g, m, lr):
  u = sign(0.05 * g + 0.95 * m)
  m = m - 0.02 * (m - g)
  return u * lr, m
`,
  right: `def train(w, g, m, lr):
  u = sign(0.05 * g + 0.95 * m)
  m = m - 0.02 * (m - sign(g) * rms(g))
  return u * lr, m
`,
  find: function* ({ program, place, recognize }) {
    const name = recognize(program);
    if (name === null) return;
    // The normal form relies on the declared ranges, which `--set` may leave.
    const tunable = program.hypers.some((hyper) => hyper.name !== 'lr');
    const where = tunable ? ', as long as its hyperparameters stay within their ranges' : '';
    yield { span: place, message: `This equals ${name}${where}.` };
  },
};
