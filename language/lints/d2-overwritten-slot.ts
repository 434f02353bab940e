import type { Lint } from './lint';
import { removeSlot } from './slot-edits';

export const overwrittenSlot: Lint = {
  code: 'D2',
  why: 'A slot that is given a new value before its old one is read carries nothing from step to step: it is an ordinary name that costs the memory of a slot. Take it out of the parameters and the return. (The program from which Lion was derived has one.)',
  wrong: `def train(w, g, m, v, lr):
  v = square(g)
  m = interp(g, m, 0.9)
  return lr * m / (sqrt(v) + 1e-8), m, v
`,
  right: `def train(w, g, m, v, lr):
  v = interp(square(g), v, 0.99)
  m = interp(g, m, 0.9)
  return lr * debias(m, 0.9) / (sqrt(debias(v, 0.99)) + 1e-8), m, v
`,
  find: null,
  fix: (subject, { span }) => removeSlot(subject, span, 'Make it an ordinary name'),
};
