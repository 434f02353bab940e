import { entry } from './describe';
import type { Argument, Draw, FunctionEntry } from './entry';
import { drawNormals, drawSigns, drawUniforms } from './kernel-draws';
import type { KernelDraw } from './lanes';
import { cos, log, sin } from './scalar-math';

import { within } from './interval';
import { scaling, type Rules } from './rules';

const GROUP = 'random numbers';

const site: Argument = { name: 'site', kind: 'num', finest: 'model', hidden: 'call site' };

interface Words extends Rules {
  readonly name: string;
  readonly kernel: KernelDraw;
  readonly summary: string;
  readonly formula: string;
}

const EDGE = 'The same for the same seed and step, and different at each place that draws.';

/** Independent numbers of one distribution, as many as `x` has elements. */
function shapedLike(words: Words, of: (draw: Draw, count: number) => Float64Array): FunctionEntry {
  return entry(
    GROUP,
    { ...words, edge: EDGE },
    {
      arguments: [{ name: 'x', kind: 'num' }, site],
      result: { kind: 'num', extent: 'broadcast' },
    },
    { per: 'random', of },
    null,
  );
}

/** Two at a time, by Box and Muller's method. */
function normals(draw: Draw, count: number): Float64Array {
  const numbers = draw(count + (count % 2));
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * log(numbers[i]));
    const angle = 2 * Math.PI * numbers[i + 1];
    numbers[i] = radius * cos(angle);
    numbers[i + 1] = radius * sin(angle);
  }
  return numbers.subarray(0, count);
}

/** What is drawn from a counter: seed, step, place in the program and tensor decide every number. */
export const randomness: readonly FunctionEntry[] = [
  shapedLike(
    {
      name: 'normal',
      kernel: drawNormals,
      scaling: scaling.SCALE_FREE,
      summary: 'Random numbers of the standard normal distribution, in the shape of x.',
      formula: 'N(0, 1)',
    },
    normals,
  ),
  shapedLike(
    {
      name: 'uniform',
      kernel: drawUniforms,
      interval: within(0, 1, false),
      scaling: scaling.SCALE_FREE,
      summary: 'Random numbers between 0 and 1, in the shape of x.',
      formula: 'U(0, 1)',
    },
    (draw, count) => draw(count),
  ),
  shapedLike(
    {
      name: 'rademacher',
      kernel: drawSigns,
      interval: within(-1, 1, false),
      scaling: scaling.SCALE_FREE,
      summary: 'Random signs, −1 or 1 with equal chance, in the shape of x.',
      formula: '±1',
    },
    (draw, count) => draw(count).map((x) => (x < 0.5 ? -1 : 1)),
  ),
  entry(
    GROUP,
    {
      name: 'exponential',
      interval: within(0, Infinity, false),
      scaling: scaling.SCALE_FREE,
      summary: 'One random number of the exponential distribution with mean 1.',
      formula: 'Exp(1)',
      edge: EDGE,
    },
    { arguments: [site], result: { kind: 'num', extent: 'model' } },
    { per: 'random', of: (draw, count) => draw(count).map((x) => -log(x)) },
    null,
  ),
];
