import { isPlain, showUnit } from '../analysis/unit';
import type { Lint } from './lint';

export const invariance: Lint = {
  code: 'U3',
  why: 'How the update scales tells what the learning rate means and how it carries over to another model: with an update of the unit 1 (Adam, Lion), `lr` is a length in weight space; with the unit w (LAMB), it is a relative change; with the unit g (plain gradient descent), it depends on the scale of the loss.',
  wrong: `def train(w, g, lr):
  return lr * g
`,
  right: `def grad_transform(w, g):
  return g / (global_norm(g) + 1e-12)
`,
  find: function* ({ isOptimizer, units, program, place }) {
    const { mismatches, update, fitsWeights } = units;
    if (!isOptimizer || mismatches.length > 0 || update === null || !fitsWeights) return;
    const hypers = program.hypers
      .map(({ name }) => [name, units.hyper(name)] as const)
      .filter(([, unit]) => !isPlain(unit))
      .map(([name, unit]) => `${name}: ${showUnit(unit)}`);
    const what = isPlain(update)
      ? 'no unit: it does not depend on the scale of the loss'
      : `the unit ${showUnit(update)}`;
    yield {
      span: place,
      message: `Apart from \`lr\` the update has ${what}${hypers.length > 0 ? ` (${hypers.join(', ')})` : ''}.`,
    };
  },
};
