import type { Lint } from './lint';
import { removeSlot } from './slot-edits';

export const unused: Lint = {
  code: 'D4',
  why: 'A slot, parameter, flag or constant that nothing reads only costs the reader, and a slot costs memory. Most often a line that should use it has been forgotten.',
  wrong: `def train(w, g, m, v, lr):
  m = interp(g, m, 0.9)
  return lr * m, m, v
`,
  right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * m, m
`,
  find: null,
  fix: (subject, { span }) => removeSlot(subject, span, 'Remove this slot'),
};
