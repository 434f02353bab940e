import { definition, entry } from './describe';
import type { FunctionEntry } from './entry';
import { exactly } from './interval';
import { scaling } from './rules';

const TIME = 'time';
const CONSTANTS = 'constants';

/** The guard against division by zero in the search space of the Lion paper, which offers it as a constant too. */
export const HERO_EPS = 1e-8;

function constant(
  names: readonly [string, ...string[]],
  value: number,
  formula: string,
  summary: string,
  hero = true,
): FunctionEntry {
  const [name, ...aliases] = names;
  return entry(
    CONSTANTS,
    {
      name,
      aliases,
      summary,
      formula,
      hero,
      interval: () => exactly(value),
      scaling: scaling.PLAIN,
    },
    { arguments: [], result: { kind: 'num', extent: 'model' } },
    { per: 'element', of: () => value },
    null,
  );
}

/** What depends on the number of the step, and the constants. */
export const schedule: readonly FunctionEntry[] = [
  definition(
    TIME,
    {
      name: 'debias',
      summary: 'Corrects a moving average that started at zero.',
      formula: 'x / (1 − betaᵗ), t = step',
      edge: 'beta = 1 gives 0.',
    },
    {
      arguments: [
        { name: 'x', kind: 'num' },
        { name: 'beta', kind: 'num' },
      ],
      result: { kind: 'num', extent: 'broadcast' },
    },
    'x / (1 - beta ** step)',
  ),
  definition(
    TIME,
    { name: 'every', summary: 'True at every k-th step.', formula: 't mod k = 0, t = step' },
    {
      arguments: [{ name: 'k', kind: 'num', finest: 'model' }],
      result: { kind: 'bool', extent: 'model' },
    },
    'step % k == 0',
  ),
  constant(['pi', 'get_pi'], Math.PI, 'π', 'Half the angle of a full turn, 3.14159….'),
  constant(['e', 'get_e'], Math.E, 'e', 'The base of natural logarithms, 2.71828….'),
  constant(['get_eps'], HERO_EPS, '10⁻⁸', 'A small number for denominators.'),
  // Numbers of model extent: a slot that starts with one is as large as what is stored in it later.
  constant(
    ['zeros'],
    0,
    '0',
    'Zero everywhere: what a slot starts with unless told otherwise.',
    false,
  ),
  constant(['ones'], 1, '1', 'One everywhere, as in `z: state = ones`.', false),
];
