import { grouped, lastReturn, replace } from '../lints/edits';
import type { Finding } from '../lints/lint';
import type { Subject } from '../lints/subject';
import type { Expression } from '../syntax/tree';
import { added, dot, drawn, lengthOf, scaled, shown, type Lists } from './numbers';
import type { Probe } from './probe';
import { SMALL, type Trial } from './trial';

/** Draws of weights and gradients; all of them have to agree. */
const DRAWS = [1, 2, 3, 4];
/** A warm-up may leave out the very first step. */
const STEPS = 5;

export const climbs: Probe = {
  code: 'P2',
  why: 'The runtime subtracts the update from the weights, so that it has to point along the gradient; libraries that add updates want the other sign. What a rule answers to a gradient is compared with what it answers to the opposite one, so that weight decay does not count.',
  wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return -lr * m, m
`,
  right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * m, m
`,
  find: function* (trial) {
    if (trial.isRandom) return;
    const cosines = DRAWS.map((draw) => cosine(trial, draw));
    if (!cosines.every((each) => each < 0)) return;
    const mean = cosines.reduce((sum, each) => sum + each, 0) / cosines.length;
    yield {
      span: trial.subject.place,
      message: `The first updates point against the gradient (cosine ${shown(mean)}), and the runtime subtracts them: the loss grows. Turn the sign.`,
      ...fixes(trial.subject),
    };
  },
};

/** Between a gradient and the first updates that it gives, less those for the opposite gradient. */
function cosine(trial: Trial, seed: number): number {
  const [w, g] = [drawn(SMALL, seed, 1), drawn(SMALL, seed, 2)];
  const answer = added(moved(trial, w, g), scaled(moved(trial, w, scaled(g, -1)), -1));
  const lengths = lengthOf(answer) * lengthOf(g);
  return lengths === 0 ? 0 : dot(answer, g) / lengths;
}

function moved(trial: Trial, w: Lists, g: Lists): Lists {
  const course = trial.start();
  let sum = scaled(w, 0);
  for (let step = 1; step <= STEPS; step++) sum = added(sum, course.step(w, g));
  return sum;
}

function fixes({ entry, source, isOptimizer }: Subject): Pick<Finding, 'fixes'> {
  const update = lastReturn(entry)?.values[0];
  if (!isOptimizer || !update || update.kind === 'tuple') return {};
  const title = 'Turn the sign of the update';
  const minus = minusInFront(update);
  if (minus !== null) return { fixes: replace(title, { start: minus, end: minus + 1 }, '') };
  return { fixes: replace(title, update.span, `-${grouped(source, update)}`) };
}

/** Where the minus stands that turns a whole product; null where there is none. */
function minusInFront(expression: Expression): number | null {
  let first = expression;
  while (first.kind === 'binary' && (first.operator === '*' || first.operator === '/'))
    first = first.left;
  return first.kind === 'unary' && first.operator === '-' ? first.span.start : null;
}
