import type { Circumstances } from '../analysis/scalars';
import type { Finding, Lint } from './lint';
import type { Subject } from './subject';

const STEPS = [1, 2, 3, 10, 100, 1000];
const ROUNDING = 1e-9;

export const extrapolation: Lint = {
  code: 'I5',
  why: '`interp(x, y, a)` mixes x and y for a weight between 0 and 1. Outside of that it extrapolates: one of the two is subtracted. A weight that grows with the step makes the result grow without bound: a running mean with the weight k + 1 in place of 1 / (k + 1) reached 3e18 within 20 steps.',
  wrong: `def train(w, g, m, lr):
  m = interp(m, g, step + 1)
  return lr * m, m
`,
  right: `def train(w, g, m, lr):
  m = interp(m, g, 1 / (step + 1))
  return lr * m, m
`,
  find: function* (subject) {
    const { statements, scalars, source } = subject;
    const everywhere = samples(subject);
    for (const { fn, args, span } of statements) {
      if (fn !== 'interp' || !scalars.isKnown(args[2])) continue;
      const at = (circumstances: Circumstances): number => scalars.at(args[2], circumstances);
      const values = everywhere.map(at);
      const outside = values.filter((value) => value < -ROUNDING || value > 1 + ROUNDING);
      if (outside.length === 0) continue;
      const grows = Math.abs(at({ step: 1e6 })) > 10 * Math.abs(at({ step: 100 })) + 1;
      const finding: Finding = {
        span,
        message: grows
          ? `The weight of \`${source.slice(span.start, span.end)}\` grows with \`step\`, so the result grows without bound; it must lie between 0 and 1.`
          : `The weight of \`${source.slice(span.start, span.end)}\` can be ${Number(outside[0].toPrecision(4))}: outside of 0 to 1 it extrapolates.`,
        ...(grows ? { severity: 'error' as const } : {}),
      };
      yield finding;
    }
  },
};

/** Defaults and both ends of each range, at some steps. */
function samples({ program }: Subject): Circumstances[] {
  const settings = [
    new Map<string, number>(),
    ...program.hypers.flatMap(({ name, low, high }) =>
      [low, high].map((value) => new Map([[name, value]])),
    ),
  ];
  return settings.flatMap((hypers) => STEPS.map((step) => ({ step, hypers })));
}
