import { entry } from './describe';
import type { FunctionEntry } from './entry';

const GROUP = 'other weights';

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
    { arguments: [{ name: 'p', kind: 'num' }], result: { kind: 'num', extent: 'elem' } },
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
    { arguments: [{ name: 'p', kind: 'num' }], result: { kind: 'num', extent: 'model' } },
    { per: 'pass', gives: 'loss' },
    null,
  ),
];
