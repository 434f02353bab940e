import { isInput } from '../analysis/graph';
import { assignmentBefore } from './edits';
import type { Lint } from './lint';

export const reassignedInput: Lint = {
  code: 'D8',
  why: 'After `g = clip(g, 1)` every `g` below means the clipped gradient, also in the statistics that a slot gathers. That may be meant; where it is not, give the changed gradient a name of its own.',
  wrong: `def train(w, g, m, v, lr):
  g = clip(g, 1)
  m = interp(g, m, 0.9)
  v = interp(square(g), v, 0.99)
  return lr * debias(m, 0.9) / (sqrt(debias(v, 0.99)) + 1e-8), m, v
`,
  right: `def train(w, g, m, v, lr):
  clipped = clip(g, 1)
  m = interp(clipped, m, 0.9)
  v = interp(square(g), v, 0.99)
  return lr * debias(m, 0.9) / (sqrt(debias(v, 0.99)) + 1e-8), m, v
`,
  find: function* ({ program, statements, graph, tree, source, entry }) {
    const isOfGradient = graph.workedOutFrom((part) => isInput(part, 'g'));
    const changed = statements.filter(
      ({ id, name, args }) =>
        name === 'g' && args.length > 0 && isOfGradient({ from: 'statement', id }),
    );
    for (const slot of program.slots) {
      const value = program.train.results[program.slots.indexOf(slot) + 1];
      const maker = graph.maker(value);
      const made = new Set<number>();
      graph.reach([value], (part) => {
        if (part.from === 'statement') made.add(part.id);
        return false;
      });
      const cause = changed.find(({ id }) => made.has(id));
      if (!maker || !cause || maker === cause) continue;
      const statement = assignmentBefore(tree, slot.name, entry?.span.end ?? 0);
      const target = statement?.targets.find(({ name }) => name === slot.name);
      if (!target) continue;
      yield {
        span: target.span,
        message: `\`${slot.name}\` is fed with the changed \`g\` (\`${source.slice(cause.span.start, cause.span.end)}\`), not with the gradient as it came.`,
        related: [{ span: cause.span, message: '`g` is changed here.' }],
      };
    }
  },
};
