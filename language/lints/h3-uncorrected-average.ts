import { findFunction } from '../functions';
import type { Operand, Slot } from '../ir/program';
import { operandKey } from '../ir/structure';
import { assignmentAt, callAt, replace } from './edits';
import { isCorrectedOutside } from './correction-outside';
import type { Finding, Lint } from './lint';
import type { Subject } from './subject';

/** At the first step a share smaller than this counts as none. */
const NEGLIGIBLE = 1e-9;

export const uncorrectedAverage: Lint = {
  code: 'H3',
  why: 'A running mean that starts at zero is too small at first: after one step it holds the share 1 − beta of what it averages. In a denominator that makes the first steps too long, by the factor 1 / √(1 − beta) under a root: 31 times for beta = 0.999. `debias(v, beta)` corrects it. (RMSprop is published without.)',
  wrong: `beta: hyper(0.9, 0.9999, log1m) = 0.999

def train(w, g, v, lr):
  v = interp(square(g), v, beta)
  return lr * g / (sqrt(v) + 1e-8), v
`,
  right: `beta: hyper(0.9, 0.9999, log1m) = 0.999

def train(w, g, v, lr):
  v = interp(square(g), v, beta)
  return lr * g / (sqrt(debias(v, beta)) + 1e-8), v
`,
  find: function* (subject) {
    const { program, statements, live } = subject;
    for (const slot of program.slots) {
      if (!isStartedFromNothing(subject, slot)) continue;
      const division = statements.find(
        ({ id, fn, args }) =>
          fn === 'divide' &&
          live.isLive({ from: 'statement', id }) &&
          reachesUncorrected(subject, args[1], subject.stored(slot)) &&
          !reachesUncorrected(subject, args[0], subject.stored(slot)),
      );
      if (!division) continue;
      const factor = firstFactor(subject, slot, division);
      if (isCorrectedOutside(subject, division, factor)) continue;
      yield describe(subject, slot, division, factor);
    }
  },
};

/** A moving average that holds only a part of the first value at the first step. */
function isStartedFromNothing(subject: Subject, slot: Slot): boolean {
  if (!subject.isMovingAverage(slot)) return false;
  const kept = subject.kept(slot, 1);
  return kept !== null && kept > NEGLIGIBLE && kept < 1;
}

/** Whether a value is made of another without a correction that depends on the step on the way. */
function reachesUncorrected({ graph }: Subject, from: Operand, to: Operand): boolean {
  const isOfStep = (operand: Operand): boolean =>
    graph.dependsOn(operand, (part) => part.from === 'input' && part.name === 'step');
  const seen = new Set<string>();
  const visit = (operand: Operand): boolean => {
    const key = operandKey(operand);
    if (key === operandKey(to)) return true;
    if (seen.has(key)) return false;
    seen.add(key);
    const maker = graph.maker(operand);
    // A norm of the average is one number: dividing by it turns the step, which is not this lint's matter.
    if (!maker || findFunction(maker.fn)?.meaning.per !== 'element') return false;
    const isRoot = (arg: Operand): boolean => graph.maker(arg)?.fn === 'sqrt';
    const correction = maker.args.find(
      (arg) => graph.maker(arg)?.type.extent === 'model' && isOfStep(arg),
    );
    // A root wants the root of the correction: √v / (1 − βᵗ) is not √(v / (1 − βᵗ)).
    const corrects =
      (maker.fn === 'divide' || maker.fn === 'multiply') &&
      correction !== undefined &&
      (isRoot(correction) || !maker.args.some(isRoot));
    return !corrects && maker.args.some(visit);
  };
  return visit(from);
}

/** How many times too long the first step is. */
function firstFactor(
  subject: Subject,
  slot: Slot,
  division: Subject['statements'][number],
): number {
  const { graph } = subject;
  const kept = subject.kept(slot, 1)!;
  const underRoot = graph.dependsOn(division.args[1], (part) => graph.maker(part)?.fn === 'sqrt');
  return underRoot ? 1 / Math.sqrt(1 - kept) : 1 / (1 - kept);
}

function describe(
  subject: Subject,
  slot: Slot,
  division: Subject['statements'][number],
  factor: number,
): Finding {
  const { graph, tree, source } = subject;
  const stored = graph.maker(subject.stored(slot));
  const root = subject.statements.find(
    ({ fn, args }) => fn === 'sqrt' && operandKey(args[0]) === operandKey(subject.stored(slot)),
  );
  const argument = root && callAt(tree, root.span)?.args[0];
  const average = stored && assignmentAt(tree, stored.span)?.values[0];
  const weight = average?.kind === 'call' ? average.args.at(-1) : undefined;
  return {
    span: argument?.span ?? division.span,
    message: `\`${slot.name}\` starts at zero and is not corrected for it: the first steps are up to ${Number(factor.toPrecision(3))} times as long; use \`debias\`.`,
    ...(stored
      ? { related: [{ span: stored.span, message: `\`${slot.name}\` is averaged here.` }] }
      : {}),
    ...(argument && weight
      ? {
          fixes: replace(
            'Correct with debias',
            argument.span,
            `debias(${source.slice(argument.span.start, argument.span.end)}, ${source.slice(weight.span.start, weight.span.end)})`,
          ),
        }
      : {}),
  };
}
