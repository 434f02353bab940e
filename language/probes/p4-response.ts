import { drawn, lengthOf, scaled, shown, type Lists } from './numbers';
import type { Probe } from './probe';
import { SMALL, type Trial } from './trial';

const SPIKE = 100;
const SCALE = 1000;
const BEFORE = 100;
const AFTER = 30;
/** Less than this is what usual gradients do, too. */
const USUAL = 2;
const TOLERANCE = 0.01;

const AT_ZERO: Lists = scaled(drawn(SMALL, 0), 0);

export const response: Probe = {
  code: 'P4',
  why: 'How long a step one gradient of a hundred times the usual size makes, and how steps change with the scale of all gradients, tell how much a rule leaves to clipping and to the learning rate. It is measured on a hundred drawn gradients, at weights of zero.',
  wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * m, m
`,
  right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * sign(m), m
`,
  find: function* (trial) {
    const { subject } = trial;
    const usual = longest(trial, 1, 1);
    if (usual === 0 || !Number.isFinite(usual)) return;
    const spike = longest(trial, 1, SPIKE) / usual;
    const [large, small] = [SCALE, 1 / SCALE].map((scale) => longest(trial, scale, 1) / usual);
    const isFree = [large, small].every((each) => Math.abs(each - 1) < TOLERANCE);
    if (spike < USUAL && isFree) return;
    yield {
      span: subject.place,
      message: `After one gradient of ${SPIKE} times the usual size the longest step is ${shown(spike)} times as long as otherwise; ${
        isFree
          ? 'the scale of all gradients does not matter.'
          : `with all gradients ${SCALE} times as large steps are ${shown(large)} times as long, ${SCALE} times as small ${shown(small)} times.`
      }`,
    };
  },
};

/** The longest step while and after one gradient is `spike` times as large as the others. */
function longest(trial: Trial, scale: number, spike: number): number {
  const course = trial.start();
  let most = 0;
  for (let step = 1; step <= BEFORE + AFTER; step++) {
    const size = step === BEFORE ? scale * spike : scale;
    const update = course.step(AT_ZERO, scaled(drawn(SMALL, 5, step), size));
    if (step >= BEFORE) most = Math.max(most, lengthOf(update));
  }
  return most;
}
