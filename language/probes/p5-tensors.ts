import { findFunction } from '../functions';
import type { Finding } from '../lints/lint';
import type { ParameterInfo } from '../parameters';
import { drawn, type Lists } from './numbers';
import type { Probe } from './probe';
import type { Trial } from './trial';

const STEPS = 3;
const TOLERANCE = 1e-9;

const matrix = (name: string, rows: number): ParameterInfo => ({
  name,
  shape: [rows, 3],
  role: 'matrix',
});
const WHOLE = [matrix('all', 4), matrix('other', 2)];
const SPLIT = [matrix('upper', 1), matrix('lower', 3), matrix('other', 2)];
const TURNED = [...WHOLE].reverse();

export const tensors: Probe = {
  code: 'P5',
  why: 'A rule that works with one number per tensor, row or column treats weights differently when the same weights are stored in other tensors: three projections of attention in one matrix or in three. That may be meant (a trust ratio per layer), and has to be known when a rule moves to another code base.',
  wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * m / norm(m), m
`,
  right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * m / global_norm(m), m
`,
  find: function* (trial) {
    if (trial.isRandom) return;
    const whole = updates(trial, WHOLE, (lists) => lists);
    const split = updates(trial, SPLIT, ([all, other]) => [
      all.slice(0, 3),
      all.slice(3),
      other,
    ]).map(([upper, lower, other]) => [Float64Array.of(...upper, ...lower), other]);
    const turned = updates(trial, TURNED, (lists) => [...lists].reverse()).map((lists) =>
      [...lists].reverse(),
    );
    const bySplit = differ(whole, split);
    const byOrder = differ(whole, turned);
    if (!bySplit && !byOrder) return;
    yield {
      ...place(trial),
      message: byOrder
        ? 'The update depends on the order of the tensors.'
        : 'The update depends on how weights are divided into tensors: two halves of a tensor do not move as the whole does.',
    };
  },
};

/** The updates of some steps, with weights and gradients of the whole tensors stored in others. */
function updates(
  trial: Trial,
  parameters: readonly ParameterInfo[],
  stored: (whole: Lists) => Lists,
): Lists[] {
  const course = trial.start({ parameters });
  return Array.from({ length: STEPS }, (_, step) =>
    course.step(stored(drawn(WHOLE, 6)), stored(drawn(WHOLE, 7, step))),
  );
}

function differ(a: readonly Lists[], b: readonly Lists[]): boolean {
  return a.some((lists, step) =>
    lists.some((list, t) =>
      list.some((x, i) => {
        const y = b[step][t][i];
        return Math.abs(x - y) > TOLERANCE * (Math.abs(x) + Math.abs(y));
      }),
    ),
  );
}

/** The first function that comes down to less than the tensor, but not to one number for the model. */
function place({ subject }: Trial): Pick<Finding, 'span' | 'related'> {
  const cause = subject.statements.find(({ fn }) => {
    const per = findFunction(fn)?.meaning.per;
    return per === 'tensor' || per === 'row' || per === 'col' || per === 'matrix';
  });
  const related = cause && [{ span: cause.span, message: 'This is worked out tensor by tensor.' }];
  return { span: subject.place, ...(related ? { related } : {}) };
}
