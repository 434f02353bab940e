import { definition, entry } from './describe';
import type { FunctionEntry } from './entry';

const GROUP = 'other weights';

/**
 * How far a Hessian-vector product looks to either side: a difference of float32 gradients loses the least where the
 * step is near the cube root of float32's precision, relative to the weights.
 */
const REACH = '(0.005 * where(global_norm(w) > 1e-4, global_norm(w), 1))';
const ALONG = `${REACH} * (v / global_norm(v))`;

/** What asks the model again, on the same batch: each is one more pass through it. */
export const passes: readonly FunctionEntry[] = [
  entry(
    GROUP,
    {
      name: 'gradient_at',
      scaling: { kind: 'pass', gives: 'gradient' },
      summary: 'The gradient of the loss of this batch at other weights p.',
      formula: '∇L(p)',
      edge: 'One more pass forward and backward. A tensor that an if leaves out stays at w.',
    },
    {
      arguments: [{ name: 'p', kind: 'num', finest: 'elem' }],
      result: { kind: 'num', extent: 'elem' },
    },
    { per: 'pass', gives: 'gradient' },
    null,
  ),
  entry(
    GROUP,
    {
      name: 'loss_at',
      scaling: { kind: 'pass', gives: 'loss' },
      summary: 'The mean loss of this batch at other weights p.',
      formula: 'L(p)',
      edge: 'One more pass through the model. A tensor that an if leaves out stays at w.',
    },
    {
      arguments: [{ name: 'p', kind: 'num', finest: 'elem' }],
      result: { kind: 'num', extent: 'model' },
    },
    { per: 'pass', gives: 'loss' },
    null,
  ),
  definition(
    GROUP,
    {
      name: 'hvp',
      summary: 'The Hessian of the loss of this batch times v: how the gradient changes along v.',
      formula: '(∇L(w + h·v) − ∇L(w − h·v)) / 2h, h = 0.005·‖w‖ / ‖v‖',
      edge: 'Two more passes forward and backward. A central difference, in which a loss beyond the second power leaves an error of the order of h². The norms are over all parameters; that of weights which are all but zero (below 1e-4) counts as 1, and v = 0 gives 0. A tensor that an if leaves out stays at w.',
    },
    {
      arguments: [{ name: 'v', kind: 'num', finest: 'elem' }],
      result: { kind: 'num', extent: 'elem' },
    },
    `(gradient_at(w + ${ALONG}) - gradient_at(w - ${ALONG})) * (global_norm(v) / (2 * ${REACH}))`,
    { asksModel: true },
  ),
];
