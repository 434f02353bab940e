import { operandKey } from '../ir/structure';
import type { Operand } from '../ir/program';
import { largest, scaled, shown, drawn, type Lists } from './numbers';
import type { Probe } from './probe';
import { SMALL, type Trial } from './trial';

const STEPS = 5;
/** Rounding. */
const NOTHING = 1e-12;

const NOUGHT: Lists = scaled(drawn(SMALL, 0), 0);

export const movesWithoutGradient: Probe = {
  code: 'P1',
  why: 'Where the gradient is zero a rule should rest: what it then still takes from weights that are zero themselves is no weight decay, but a drift of its own. A constant has mostly been added in the wrong place, or a function is not 0 at 0.',
  wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  soft = sigmoid(m / (rms(m) + 1e-8))
  return lr * soft, m
`,
  right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  soft = tanh(m / (rms(m) + 1e-8))
  return lr * soft, m
`,
  find: function* (trial) {
    const { subject, isRandom } = trial;
    if (isRandom) return;
    const course = trial.start();
    for (let step = 1; step <= STEPS; step++) {
      const moved = largest(course.step(NOUGHT, NOUGHT));
      if (moved <= NOTHING) continue;
      const cause = subject.isOptimizer && step === 1 ? causeOf(trial) : null;
      const text = cause && subject.text(cause);
      yield {
        span: cause ? subject.spanOf(cause) : subject.place,
        message: cause
          ? `\`${text}\` is not 0 where the gradient is: weights at 0 move by ${shown(moved)} at the first step, without any gradient.`
          : `Weights at 0 move by ${shown(moved)} at step ${step}, without any gradient.`,
        ...(cause
          ? {
              related: [
                { span: subject.spanOf(subject.update), message: 'It moves the weights here.' },
              ],
            }
          : {}),
      };
      return;
    }
  },
};

/** From the update back to the first value that is not 0 although all that it is made of for each weight is. */
function causeOf(trial: Trial): Operand | null {
  const { graph, update } = trial.subject;
  const isMoving = (operand: Operand): boolean => {
    const maker = graph.maker(operand);
    if (!maker || maker.type.extent === 'model' || maker.type.kind === 'bool') return false;
    return largest(trial.start({ watch: operand }).step(NOUGHT, NOUGHT)) > NOTHING;
  };
  const seen = new Set<string>();
  let cause = update;
  while (!seen.has(operandKey(cause))) {
    seen.add(operandKey(cause));
    const maker = graph.maker(cause);
    // What is divided by is not what moves.
    const counted = maker?.fn === 'divide' ? maker.args.slice(0, 1) : (maker?.args ?? []);
    cause = counted.find(isMoving) ?? cause;
  }
  return graph.maker(cause) ? cause : null;
}
