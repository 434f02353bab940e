import { isNumber } from '../analysis/graph';
import type { Operand, Statement } from '../ir/program';
import { operandKey } from '../ir/structure';
import { callAt, replace } from './edits';
import type { Lint } from './lint';
import type { Subject } from './subject';

export const wrongLimiter: Lint = {
  code: 'A5',
  why: 'To limit x, divide by `max(1, norm(x) / c)`: the divisor is 1 until the norm exceeds c. With `min` in its place large values pass untouched and small ones are blown up, which one library did to every small update of AdaFactor.',
  wrong: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  u = m / (abs(g) + 1e-8)
  u = u / min(1, rms(u) / 2)
  return lr * u, m
`,
  right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  u = m / (abs(g) + 1e-8)
  u = u / max(1, rms(u) / 2)
  return lr * u, m
`,
  find: function* (subject) {
    const { statements, tree } = subject;
    for (const { fn, args, span } of statements) {
      const wrong =
        fn === 'divide'
          ? boundOf(subject, args[1], 'min')
          : fn === 'multiply'
            ? (boundOf(subject, args[0], 'max') ?? boundOf(subject, args[1], 'max'))
            : null;
      if (wrong) {
        const other = wrong.fn === 'min' ? 'max' : 'min';
        const call = callAt(tree, wrong.span);
        yield {
          span: wrong.span,
          message: `This makes what is small larger and lets what is large pass; a limit needs \`${other}\` here.`,
          ...(call ? { fixes: replace(`Change to ${other}`, call.callee.span, other) } : {}),
          related: [{ span, message: 'It acts as a limit here.' }],
        };
      }
      if (isCrossed(subject, fn, args))
        yield {
          span,
          message:
            'The lower limit is above the upper one, so the result is always the same number.',
        };
    }
  },
};

/** `min(1, ratio)` with a ratio that grows with a norm; `max(1, ratio)` with one that falls. */
function boundOf({ graph }: Subject, operand: Operand, fn: 'min' | 'max'): Statement | null {
  const maker = graph.maker(operand);
  if (maker?.fn !== fn) return null;
  const ratio = isNumber(maker.args[0]) ? maker.args[1] : maker.args[0];
  const limit = isNumber(maker.args[0]) ? maker.args[0] : maker.args[1];
  if (!isNumber(limit) || limit.value <= 0 || isNumber(ratio)) return null;
  const inner = graph.maker(ratio);
  const measured = fn === 'min' ? ratio : inner?.fn === 'divide' ? inner.args[1] : null;
  const isMeasure = (part: Operand): boolean => MEASURES.has(graph.maker(part)?.fn ?? '');
  if (!measured || !reachesAlongNumbers(measured, graph, isMeasure)) return null;
  return maker;
}

function reachesAlongNumbers(
  operand: Operand,
  graph: Subject['graph'],
  is: (operand: Operand) => boolean,
): boolean {
  const seen = new Set<string>();
  const visit = (part: Operand): boolean => {
    const key = operandKey(part);
    if (is(part)) return true;
    if (seen.has(key)) return false;
    seen.add(key);
    const maker = graph.maker(part);
    const isNumberLike = maker?.type.extent === 'model' || maker?.type.extent === 'tensor';
    return isNumberLike && maker.args.some(visit);
  };
  return visit(operand);
}

function isCrossed({ intervals }: Subject, fn: string, args: readonly Operand[]): boolean {
  if (fn !== 'clamp') return false;
  const [, low, high] = args.map((arg) => intervals.of(arg));
  return low.low > high.high;
}

const MEASURES: ReadonlySet<string> = new Set([
  'norm',
  'rms',
  'max_abs',
  'std',
  'global_norm',
  'global_max_abs',
  'row_norm',
  'col_norm',
]);
