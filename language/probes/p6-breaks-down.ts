import type { Finding } from '../lints/lint';
import { areFinite, largest, shown, type Lists } from './numbers';
import type { Probe } from './probe';
import { TASKS, type TinyTask } from './tasks';
import { STEPS, type Course, type Trial } from './trial';

/** A warm-up may stand still for this long. */
const WARM_UP = 100;
/** A program that moves its weights by less than this in all remaining steps does not train. */
const STILL = 1e-6;
/** The gradient of what has been learned. */
const LEARNED = 1e-3;

export const breaksDown: Probe = {
  code: 'P6',
  why: 'A thousand steps on three tiny problems (a bowl, a logistic regression, and the counterexample of the AMSGrad paper), with the defaults of all hyperparameters and in float32: by then a rule should neither have left the numbers nor have stopped moving while there is a gradient.',
  wrong: `scale: state = ones

def train(w, g, m, scale, lr):
  m = interp(g, m, 0.9)
  size = abs(m) / (rms(m) + 1e-8)
  scale = scale * exp(size)
  return lr * scale * m, m, scale
`,
  right: `scale: state = ones

def train(w, g, m, scale, lr):
  m = interp(g, m, 0.9)
  size = abs(m) / (rms(m) + 1e-8)
  scale = interp(exp(-size), scale, 0.9)
  return lr * scale * m, m, scale
`,
  find: function* (trial) {
    for (const task of TASKS) {
      const finding = run(trial, task);
      if (!finding) continue;
      yield finding;
      return;
    }
  },
};

/** What goes wrong on a task; null where nothing does. */
function run(trial: Trial, task: TinyTask): Finding | null {
  const { parameters, start, bounds } = task;
  const course = trial.start({ parameters, precision: 'float32' });
  let weights = start;
  let moved = 0;
  let pull = 0;
  for (let step = 1; step <= STEPS; step++) {
    const answer = task.at(step);
    const { gradients } = answer(weights);
    const update = course.step(weights, gradients, answer);
    weights = subtracted(weights, update, bounds);
    if (!areFinite(update) || !areFinite(weights)) return leftNumbers(trial, task, step, course);
    if (step <= WARM_UP) continue;
    moved += largest(update);
    pull = Math.max(pull, largest(gradients));
  }
  if (moved >= STILL || pull < LEARNED) return null;
  return {
    span: trial.subject.place,
    message: `On ${task.name} the weights stand still: from step ${WARM_UP} to step ${STEPS} they move by ${shown(moved)} in all, although there is a gradient.`,
  };
}

const subtracted = (weights: Lists, update: Lists, bounds: TinyTask['bounds']): Lists =>
  weights.map((w, t) =>
    w.map((x, i) => {
      const moved = Math.fround(x - update[t][i]);
      return bounds ? Math.max(bounds[0], Math.min(bounds[1], moved)) : moved;
    }),
  );

function leftNumbers({ subject }: Trial, task: TinyTask, step: number, course: Course): Finding {
  const values = course.slots() ?? {};
  const slot = subject.program.slots.find(({ name }) => {
    const value = values[name];
    if (value === undefined) return false;
    return typeof value === 'number'
      ? !Number.isFinite(value)
      : !value.every((list) => Array.from(list).every(Number.isFinite));
  });
  const stored = slot && subject.graph.maker(subject.stored(slot));
  return {
    span: stored?.span ?? subject.place,
    message: `On ${task.name} the weights are no longer finite after ${step} ${step === 1 ? 'step' : 'steps'}${slot ? `: \`${slot.name}\` has overflowed` : ''}.`,
    ...(stored
      ? { related: [{ span: subject.place, message: 'Found by running the program.' }] }
      : {}),
  };
}
