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
      const isUncorrected = uncorrected(subject, subject.stored(slot));
      const division = statements.find(
        ({ id, fn, args }) =>
          fn === 'divide' &&
          live.isLive({ from: 'statement', id }) &&
          isUncorrected(args[1]) &&
          !isUncorrected(args[0]),
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

/** Which values are made of one without a correction that depends on the step on the way. */
function uncorrected(
  { graph, isOfStep, statements }: Subject,
  one: Operand,
): (operand: Operand) => boolean {
  const found = new Set([operandKey(one)]);
  const holds = (operand: Operand): boolean => found.has(operandKey(operand));
  const isRoot = (arg: Operand): boolean => graph.maker(arg)?.fn === 'sqrt';
  for (const { id, fn, args } of statements) {
    // A norm of the average is one number: dividing by it turns the step, which is not this lint's matter.
    if (!args.some(holds) || findFunction(fn)?.meaning.per !== 'element') continue;
    const correction = args.find(
      (arg) => graph.maker(arg)?.type.extent === 'model' && isOfStep(arg),
    );
    // A root wants the root of the correction: √v / (1 − βᵗ) is not √(v / (1 − βᵗ)).
    const corrects =
      (fn === 'divide' || fn === 'multiply') &&
      correction !== undefined &&
      (isRoot(correction) || !args.some(isRoot));
    if (!corrects) found.add(`#${id}`);
  }
  return holds;
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
