import { isNumber } from '../analysis/graph';
import { isPower } from '../analysis/degrees';
import type { Lint } from './lint';

/** The smallest and the largest normal float32. */
const SMALLEST = 1.18e-38;
const LARGEST = 3.4e38;
const HIGHEST_DEGREE = 4;

export const storageRange: Lint = {
  code: 'I6',
  why: 'Values per weight are float32: they reach from 1.2e-38 to 3.4e38, and a fourth power of a gradient of 1e-10 is gone. A floor below the range is no floor. Take the root before the power, or scale first.',
  wrong: `def train(w, g, v, lr):
  v = interp(square(square(g)), v, 0.99)
  return lr * g / (debias(v, 0.99) ** 0.25 + 1e-8), v
`,
  right: `def train(w, g, v, lr):
  v = interp(square(g), v, 0.99)
  return lr * g / (sqrt(debias(v, 0.99)) + 1e-8), v
`,
  find: function* ({ statements, degrees, source, graph }) {
    for (const { id, fn, args, span, type } of statements) {
      if (type.extent === 'model') continue;
      for (const arg of args) {
        if (!isNumber(arg) || arg.value === 0) continue;
        const size = Math.abs(arg.value);
        if (size < SMALLEST || size > LARGEST)
          yield {
            span,
            message: `${arg.value} is outside of what float32 can hold; take a number between 1.2e-38 and 3.4e38.`,
          };
      }
      const { g } = degrees.of({ from: 'statement', id });
      const before = Math.max(...args.map((arg) => degrees.of(arg).g.high));
      const isPowerOf = POWERS.has(fn) || (fn === 'multiply' && graph.areEqual(args[0], args[1]));
      if (!isPowerOf || !isPower(g) || g.low < HIGHEST_DEGREE || before >= HIGHEST_DEGREE) continue;
      yield {
        span,
        message: `\`${source.slice(span.start, span.end)}\` grows with power ${g.low} of the gradient: below 1e-10 it vanishes in float32, and in half precision much earlier.`,
      };
    }
  },
};

const POWERS: ReadonlySet<string> = new Set(['square', 'cube', 'power']);
