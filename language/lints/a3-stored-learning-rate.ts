import { isPower } from '../analysis/degrees';
import type { Lint } from './lint';

export const storedLearningRate: Lint = {
  code: 'A3',
  why: 'A slot that gathers values times `lr` keeps old learning rates in its memory: when a schedule lowers `lr`, the steps follow with the delay of the average. Gather the gradient and multiply by `lr` where the slot is used. (Some published rules mean it so.)',
  wrong: `def train(w, g, m, lr):
  m = 0.9 * m + lr * g
  return m, m
`,
  right: `def train(w, g, m, lr):
  m = 0.9 * m + g
  return lr * m, m
`,
  find: function* (subject) {
    const { program, degrees, graph } = subject;
    for (const slot of program.slots) {
      const stored = subject.stored(slot);
      const maker = graph.maker(stored);
      if (slot.extent !== 'elem' || slot.initial || !maker) continue;
      const { lr } = degrees.of(stored);
      const own = graph.dependsOn(
        stored,
        (part) => part.from === 'slot' && part.name === slot.name,
      );
      if (!own || !isPower(lr) || lr.low <= 0) continue;
      yield {
        span: maker.span,
        message: `\`${slot.name}\` gathers values that are multiplied by \`lr\` already, so a schedule acts with delay; multiply by \`lr\` where the slot is used.`,
      };
    }
  },
};
