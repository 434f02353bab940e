import { isPlain, showUnit } from '../analysis/unit';
import type { Lint } from './lint';

export const slotUnits: Lint = {
  code: 'U2',
  why: 'What a slot starts with, stores and is used as should have one unit. A velocity that starts as a copy of the weights makes the first steps point at the origin: in one library a weight of 100 was at 10 after a step without any gradient.',
  wrong: `velocity: state = w

def train(w, g, velocity, lr):
  velocity = 0.9 * velocity + g
  return lr * velocity, velocity
`,
  right: `velocity: state = g

def train(w, g, velocity, lr):
  velocity = 0.9 * velocity + g
  return lr * velocity, velocity
`,
  find: function* ({ units, program, graph }) {
    const show = (unit: Parameters<typeof showUnit>[0]): string =>
      isPlain(unit) ? 'that of a plain number' : showUnit(unit);
    for (const { slot, when, found, wanted } of units.slotMismatches) {
      const stored = graph.maker(program.train.results[program.slots.indexOf(slot) + 1]);
      yield {
        span: when === 'store' ? (stored?.span ?? slot.span) : slot.span,
        message: `\`${slot.name}\` ${when === 'start' ? 'starts with' : 'is given'} a value of the unit ${show(found)}, but is used with the unit ${show(wanted)}.`,
        ...(when === 'start' && stored
          ? { related: [{ span: stored.span, message: 'It is stored here.' }] }
          : {}),
      };
    }
  },
};
