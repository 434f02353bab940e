import type { Lint } from './lint';

export const slotOfTheStep: Lint = {
  code: 'A12',
  why: 'A slot whose value depends on the number of the step only needs no memory: it can be written as an expression of `step`, which also survives a resumed run and a changed decay. `s = beta * s + 1` is `(1 - beta ** step) / (1 - beta)`.',
  wrong: `def train(w, g, m, count, lr):
  m = interp(g, m, 0.9)
  count = 0.9 * count + 1
  return lr * m / count, m, count
`,
  right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * m / ((1 - 0.9 ** step) / (1 - 0.9)), m
`,
  find: function* (subject) {
    const { program, graph, live } = subject;
    for (const slot of program.slots) {
      const stored = subject.stored(slot);
      const maker = graph.maker(stored);
      if (slot.extent !== 'model' || slot.initial || !maker || !live.liveSlots.has(slot.name))
        continue;
      const foreign = graph.reach([stored], (part) => {
        if (part.from === 'slot') return part.name !== slot.name;
        return part.from === 'input' && part.name !== 'step';
      });
      if (foreign) continue;
      yield {
        span: maker.span,
        message: `\`${slot.name}\` depends on \`step\` only; an expression of \`step\` needs no slot.`,
      };
    }
  },
};
