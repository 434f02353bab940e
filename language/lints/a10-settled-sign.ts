import { isExact } from '../functions/interval';
import { callAt, replace } from './edits';
import type { Lint } from './lint';

export const settledSign: Lint = {
  code: 'A10',
  why: 'The sign of a number that is never negative is known beforehand, its absolute value is itself, and a maximum with a bound that lies below it does nothing. What was meant stands most likely one line away.',
  wrong: `def train(w, g, v, lr):
  v = interp(square(g), v, 0.99)
  return lr * sign(debias(v, 0.99)), v
`,
  right: `def train(w, g, v, lr):
  v = interp(g, v, 0.99)
  return lr * sign(debias(v, 0.99)), v
`,
  find: function* ({ statements, intervals, source, tree }) {
    for (const { fn, args, span, fixed } of statements) {
      if (fixed || !SETTLED.has(fn)) continue;
      const [x, y] = args.map((arg) => intervals.of(arg));
      const text = source.slice(span.start, span.end);
      const keep = (i: number) => {
        const arg = callAt(tree, span)?.args[i];
        return arg
          ? { fixes: replace('Leave it out', span, source.slice(arg.span.start, arg.span.end)) }
          : {};
      };
      if (fn === 'sign' && (x.low >= 0 || x.high <= 0))
        yield {
          span,
          message: `\`${text}\` is the sign of a number that is never ${x.low >= 0 ? 'negative' : 'positive'}.`,
        };
      else if (fn === 'abs' && x.low >= 0)
        yield {
          span,
          message: `\`${text}\` is the size of a number that is never negative.`,
          ...keep(0),
        };
      else if ((fn === 'max' || fn === 'min') && !(isExact(x) && isExact(y))) {
        const first = fn === 'max' ? x.low >= y.high : x.high <= y.low;
        const second = fn === 'max' ? y.low >= x.high : y.high <= x.low;
        if (!first && !second) continue;
        const kept = first ? 0 : 1;
        yield {
          span,
          message: `\`${text}\` is always its ${kept === 0 ? 'first' : 'second'} argument: the other never counts.`,
          ...keep(kept),
        };
      }
    }
  },
};

const SETTLED: ReadonlySet<string> = new Set(['sign', 'abs', 'max', 'min']);
