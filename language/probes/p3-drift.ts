import { isCall } from '../analysis/graph';
import type { Operand, Statement } from '../ir/program';
import { assignmentAt, expressionAt, grouped, replace } from '../lints/edits';
import type { Finding } from '../lints/lint';
import type { Subject } from '../lints/subject';
import type { Expression } from '../syntax/tree';
import { drawn, lengthOf, scaled, shown, type Lists } from './numbers';
import type { Probe } from './probe';
import { SMALL, STEPS, type Trial } from './trial';

/** Steps at which the length of the update is compared with that of the last. */
const LOOKS = [1, 2, 5, 20, 100, 400];
const TOLERANCE = 0.01;
/** Powers of 1 − betaᵗ by which a correction can be off. */
const POWERS = [0, 0.5, -0.5, 1, -1];
/** More decays than this leave too many ways to explain a drift. */
const MOST_DECAYS = 3;

const AT_ZERO: Lists = scaled(drawn(SMALL, 0), 0);

export const drift: Probe = {
  code: 'P3',
  why: 'With one and the same gradient at every step, a running average that is corrected for its zero start is right from the first step on, and the update does not change. Here it drifts over a thousand steps just as a correction 1 − betaᵗ does that has been put in the wrong place, or that has the beta of another average: √v / (1 − betaᵗ) was written for √(v / (1 − betaᵗ)).',
  wrong: `beta: hyper(0.9, 0.9999, log1m) = 0.999

def train(w, g, v, lr):
  v = interp(square(g), v, beta)
  return lr * g / (sqrt(v) / (1 - beta ** step) + 1e-8), v
`,
  right: `beta: hyper(0.9, 0.9999, log1m) = 0.999

def train(w, g, v, lr):
  v = interp(square(g), v, beta)
  return lr * g / (sqrt(v / (1 - beta ** step)) + 1e-8), v
`,
  find: function* (trial) {
    const { subject, isRandom } = trial;
    const corrections = isRandom ? [] : correctionsOf(subject);
    if (corrections.length === 0) return;
    const lengths = measured(trial);
    const last = lengths.get(STEPS)!;
    if (last === 0 || !Number.isFinite(last)) return;
    const ratios = LOOKS.map((step) => lengths.get(step)! / last);
    if (ratios.every((ratio) => Math.abs(ratio - 1) < 2 * TOLERANCE)) return;
    const own = new Set(corrections.map(({ decay }) => decay));
    const decays = [...new Set([...own, ...keptShares(subject)])];
    if (decays.length > MOST_DECAYS) return;
    const powers = explain(ratios, decays);
    const wrong = powers && corrections.find(({ decay }) => powers.get(decay));
    if (!wrong) return;
    const { statement } = wrong;
    yield {
      span: statement.span,
      message: `With a constant gradient the first update is ${shown(ratios[0])} times as long as the thousandth: the correction \`${subject.text(wrong.factor)}\` does not fit what it corrects. Under a root it belongs inside the root, and each average has its own decay.`,
      ...fixes(subject, statement),
    };
  },
};

/** A power of a decay with the step, and the first value for each weight that it enters. */
interface Correction {
  readonly decay: number;
  readonly factor: Operand;
  readonly statement: Statement;
}

function correctionsOf({ statements, graph, scalars, live }: Subject): Correction[] {
  const isOfStep = (operand: Operand): boolean =>
    graph.dependsOn(operand, (part) => part.from === 'input' && part.name === 'step');
  return statements.flatMap((power) => {
    const value: Operand = { from: 'statement', id: power.id };
    const [base, exponent] = power.args;
    if (!isCall(power, 'power') || !isOfStep(exponent) || !live.isLive(value)) return [];
    const decay = scalars.at(base, { step: 1 });
    if (!(decay > 0 && decay < 1)) return [];
    const entered = statements.find(
      ({ type, args }) =>
        type.extent !== 'model' &&
        args.some((arg) => graph.maker(arg)?.type.extent === 'model' && reaches(arg, value)),
    );
    if (!entered) return [];
    const factor = entered.args.find((arg) => reaches(arg, value))!;
    return [{ decay, factor, statement: entered }];
  });

  function reaches(from: Operand, to: Operand): boolean {
    return graph.dependsOn(
      from,
      (part) => part.from === 'statement' && to.from === 'statement' && part.id === to.id,
    );
  }
}

/** What the program's running averages keep of their old values. */
function keptShares(subject: Subject): number[] {
  return subject.program.slots
    .filter((slot) => subject.isMovingAverage(slot))
    .map((slot) => Number(subject.kept(slot, 1)!.toPrecision(12)));
}

/** The length of the update at some steps of a run with the same gradient at each. */
function measured(trial: Trial): ReadonlyMap<number, number> {
  const course = trial.start();
  const gradient = drawn(SMALL, 4);
  const lengths = new Map<number, number>();
  for (let step = 1; step <= STEPS; step++)
    lengths.set(step, lengthOf(course.step(AT_ZERO, gradient)));
  return lengths;
}

/** Powers of the decays' corrections that make up the drift; null where none do. */
function explain(
  ratios: readonly number[],
  decays: readonly number[],
): ReadonlyMap<number, number> | null {
  const relative = (decay: number, step: number): number =>
    (1 - decay ** step) / (1 - decay ** STEPS);
  const ways = decays.reduce<(readonly number[])[]>(
    (all, _) => all.flatMap((powers) => POWERS.map((power) => [...powers, power])),
    [[]],
  );
  const fitting = ways.find((powers) =>
    LOOKS.every((step, i) => {
      const foretold = decays.reduce(
        (product, decay, k) => product * relative(decay, step) ** powers[k],
        1,
      );
      return Math.abs(ratios[i] / foretold - 1) < TOLERANCE;
    }),
  );
  return fitting ? new Map(decays.map((decay, k) => [decay, fitting[k]])) : null;
}

/** From √x / c to √(x / c), where the text has it so. */
function fixes({ tree, source }: Subject, { span }: Statement): Pick<Finding, 'fixes'> {
  const expression = expressionAt(tree, span) ?? assignmentAt(tree, span)?.values[0];
  const text = ({ start, end }: Finding['span']): string => source.slice(start, end);
  if (expression?.kind === 'binary' && expression.operator === '/') {
    const { left, right } = expression;
    const root = rootOf(left);
    if (!root) return {};
    const inside = `sqrt(${grouped(source, root)} / ${text(right.span)})`;
    return { fixes: replace('Move the correction into the root', expression.span, inside) };
  }
  if (expression?.kind !== 'call' || expression.callee.name !== 'debias') return {};
  const [corrected, beta] = expression.args;
  const root = rootOf(corrected);
  if (!root) return {};
  const inside = `sqrt(debias(${text(root.span)}, ${text(beta.span)}))`;
  return { fixes: replace('Move the correction into the root', expression.span, inside) };
}

/** The x in `sqrt(x)`. */
const rootOf = (expression: Expression): Expression | null =>
  expression.kind === 'call' && expression.callee.name === 'sqrt' ? expression.args[0] : null;
