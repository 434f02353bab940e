import { isNumber } from '../analysis/graph';
import type { Lint } from './lint';

/** An argument this small leaves an odd function a straight line, to five digits. */
const STRAIGHT = 5e-3;
/** A factor this large leaves an S-curve a step, for arguments of ordinary size. */
const STEEP = 50;

export const saturated: Lint = {
  code: 'I8',
  why: 'Where its argument is always small, `arcsin(x)` is x; where it is multiplied by something large, `tanh(100 * x)` is `sign(x)`. The function adds work and no shape.',
  wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * tanh(100 * m / (abs(g) + 1e-8)), m
`,
  right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * tanh(m / (abs(g) + 1e-8)), m
`,
  find: function* ({ statements, intervals, source, graph }) {
    for (const { fn, args, span } of statements) {
      const text = source.slice(span.start, span.end);
      if (ODD.has(fn)) {
        const { low, high } = intervals.of(args[0]);
        if (Math.max(-low, high) <= STRAIGHT && high > low)
          yield {
            span,
            message: `The argument of \`${text}\` is at most ${Number(Math.max(-low, high).toPrecision(2))}, where \`${fn}\` changes nothing.`,
          };
      }
      if (!S_CURVES.has(fn)) continue;
      let scaled = graph.maker(args[0]);
      if (scaled?.fn === 'divide') scaled = graph.maker(scaled.args[0]) ?? scaled;
      const factor = scaled?.fn === 'multiply' ? scaled.args.find(isNumber) : undefined;
      if (factor && Math.abs(factor.value) >= STEEP)
        yield { span, message: `\`${text}\` is steep enough to be a step: \`sign(x)\`.` };
    }
  },
};

const ODD: ReadonlySet<string> = new Set([
  'arcsin',
  'arctan',
  'tanh',
  'sin',
  'tan',
  'sinh',
  'arcsinh',
  'arctanh',
  'expm1',
  'log1p',
]);
const S_CURVES: ReadonlySet<string> = new Set(['tanh', 'erf', 'arctan', 'sigmoid']);
