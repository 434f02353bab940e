import { lastReturn } from './edits';
import { grouped } from './edits';
import type { Lint } from './lint';

export const noLearningRate: Lint = {
  code: 'A1',
  why: 'Neither a schedule nor a sweep over the learning rate can have any effect, since `lr` has no way to the update. Multiply the update by it.',
  wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return 0.01 * sign(m), m
`,
  right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * sign(m), m
`,
  find: function* ({ isOptimizer, live, place, entry, source }) {
    const reaches = (name: 'lr' | 'lr_peak') => live.reaches({ from: 'input', name });
    if (!isOptimizer || reaches('lr') || reaches('lr_peak')) return;
    const update = lastReturn(entry)?.values[0];
    const editable = update && update.kind !== 'tuple';
    yield {
      span: place,
      message: 'The learning rate `lr` has no effect on the update; multiply the update by it.',
      ...(editable
        ? {
            fixes: [
              {
                title: 'Multiply the update by lr',
                edits: [{ span: update.span, text: `lr * ${grouped(source, update)}` }],
              },
            ],
          }
        : {}),
    };
  },
};
