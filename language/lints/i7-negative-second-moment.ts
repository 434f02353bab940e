import type { Lint } from './lint';

export const negativeSecondMoment: Lint = {
  code: 'I7',
  why: 'A second moment is a mean of squares and never negative. Once something is subtracted from it, its root is taken of a negative number sometimes (here: of its absolute value), and the step length means nothing. A centred second moment is the mean of squared differences.',
  wrong: `def train(w, g, m, v, lr):
  m = interp(g, m, 0.9)
  v = interp(square(g), v, 0.99) - square(m)
  return lr * m / (sqrt(v) + 1e-8), m, v
`,
  right: `def train(w, g, m, v, lr):
  m = interp(g, m, 0.9)
  v = interp(square(g - m), v, 0.99)
  return lr * debias(m, 0.9) / (sqrt(debias(v, 0.99)) + 1e-8), m, v
`,
  find: function* ({ program, statements, intervals, graph, units }) {
    const roots = statements.filter(({ fn }) => fn === 'sqrt');
    for (const slot of program.slots) {
      const unit = units.slot(slot.name);
      const isSquare = unit.size === 1 && unit.get('g') === 2;
      const stored = program.train.results[program.slots.indexOf(slot) + 1];
      if (!isSquare || intervals.of(stored).low >= 0) continue;
      const isValue = (part: Parameters<typeof graph.valueNumber>[0]): boolean =>
        graph.areEqual(part, stored) || (part.from === 'slot' && part.name === slot.name);
      const root = roots.find(
        ({ args }) => intervals.of(args[0]).low < 0 && graph.dependsOn(args[0], isValue),
      );
      if (!root) continue;
      yield {
        span: graph.maker(stored)?.span ?? slot.span,
        message: `\`${slot.name}\` is used as a second moment and can become negative; keep it a mean of squares.`,
        related: [{ span: root.span, message: 'Its root is taken here.' }],
      };
    }
  },
};
