import { chooseElementwise } from './elementwise-choice';
import type { Lint } from './lint';

/** What the checker reports while it works out types and declarations: these have a page like every lint. */
export const checked: readonly Lint[] = [
  {
    code: 'T1',
    why: 'Kinds or extents do not fit: a condition where a number is needed, a value per element where there can be only one for the model. Reduce it (`mean`, `norm`, `global_norm`), or compare it.',
    wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * clip(m, abs(m)), m
`,
    right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * clip(m, 1), m
`,
    find: null,
  },
  {
    code: 'T3',
    why: 'An `if` decides for a whole tensor, and this condition has a value for each element. Use `where(condition, x, y)`, which chooses element by element.',
    wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  if m * g > 0:
    return lr * m, m
  return lr * g, m
`,
    right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  update = where(m * g > 0, m, g)
  return lr * update, m
`,
    find: null,
    fix: (text, { span }) => chooseElementwise(text, span),
  },
  {
    code: 'T4',
    why: 'After an `if` a name has one type, whichever branch was taken. Give it a value of the same kind and extent in both.',
    wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  if step > 10:
    scale = norm(m)
  else:
    scale = m
  return lr * scale * m, m
`,
    right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  if step > 10:
    scale = norm(m)
  else:
    scale = norm(g)
  return lr * scale * m, m
`,
    find: null,
  },
  {
    code: 'T7',
    why: 'A slot that is declared with one number per tensor (or for the model) cannot hold a value per element. Reduce what is stored, or leave the extent out: it is inferred.',
    wrong: `m: state(tensor) = 0

def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * m, m
`,
    right: `m: state(tensor) = 0

def train(w, g, m, lr):
  m = interp(norm(g), m, 0.9)
  return lr * g / (debias(m, 0.9) + 1e-8), m
`,
    find: null,
  },
];
