import { sizesOf } from '../ir/extent';
import type { Lint } from './lint';

export const memory: Lint = {
  code: 'C1',
  why: 'Each slot with a value per weight costs as much memory as the weights do, 4 bytes for each. Statistics per row and column, per tensor or for the model cost next to nothing.',
  wrong: `def train(w, g, m, v, lr):
  m = interp(g, m, 0.9)
  v = interp(square(g), v, 0.99)
  return lr * debias(m, 0.9) / (sqrt(debias(v, 0.99)) + 1e-8), m, v
`,
  right: `def train(w, g, lr):
  return lr * sign(g)
`,
  find: function* ({ cost, place }) {
    const { slots, matrices, slotsPerParameter, bytesPerParameter } = cost;
    const lines = slots.row + slots.col;
    const small = slots.tensor + slots.model;
    if (slotsPerParameter + matrices.length + lines + small === 0) return;
    const parts = [
      slotsPerParameter > 0
        ? `${slotsPerParameter} × the parameters, ${bytesPerParameter} bytes for each`
        : '',
      ...matrices.map((extent) => `a matrix of ${sizesOf(extent).join(' × ')} for each tensor`),
      lines > 0 ? `${lines} row or column ${lines === 1 ? 'statistic' : 'statistics'}` : '',
      small > 0 ? `${small} ${small === 1 ? 'number' : 'numbers'} per tensor or model` : '',
    ].filter((part) => part !== '');
    yield { span: place, message: `State: ${parts.join('; ')}.` };
  },
};
