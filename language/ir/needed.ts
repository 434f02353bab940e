import { findFunction } from '../functions';
import type { TensorFacts } from '../functions/entry';
import type { Body, Operand, Program, Statement } from './program';
import { isLiteral, settle } from './specialize';

/** What of a body one tensor needs. */
export interface Needed {
  readonly statements: ReadonlySet<number>;
  readonly slots: ReadonlySet<string>;
}

/**
 * What results of a body are worked out from for one tensor, the branches that it never takes left out. What is asked
 * of all tensors together, such as a sum over all parameters, needs its arguments of each.
 *
 * @param asked which of the results are wanted, by index; left out: all
 */
export function neededOf(
  body: Body,
  facts: TensorFacts,
  asked: (index: number) => boolean = () => true,
): Needed {
  const { resolve } = settle(body, facts);
  const needed = new Set<number>();
  const slots = new Set<string>();
  const ask = (operand: Operand): void => {
    if (operand.from === 'statement') needed.add(operand.id);
    if (operand.from === 'slot') slots.add(operand.name);
  };
  body.results.filter((_, i) => asked(i)).forEach(ask);
  for (const statement of body.statements.toReversed()) {
    const { id, fn, args, guard } = statement;
    if (!needed.has(id) && !asksAll(statement)) continue;
    if (guard && isLiteral(resolve(guard), false)) {
      needed.delete(id);
      continue;
    }
    needed.add(id);
    if (guard) ask(guard);
    const condition = fn === 'choose' ? resolve(args[0]) : null;
    if (isLiteral(condition, true)) [args[0], args[1]].forEach(ask);
    else if (isLiteral(condition, false)) [args[0], args[2]].forEach(ask);
    else args.forEach(ask);
  }
  return { statements: needed, slots };
}

function asksAll({ fn, type }: Statement): boolean {
  const { per } = findFunction(fn)!.meaning;
  return type.extent === 'model' || per === 'model' || per === 'pass';
}

/** The slots that are nothing to a tensor: it neither reads them nor stores anything in them. */
export function idleSlots(program: Program, facts: TensorFacts): ReadonlySet<string> {
  const { slots, train, evalPoint } = program;
  const { resolve } = settle(train, facts);
  const isKept = (index: number): boolean => {
    const stored = index === 0 ? null : resolve(train.results[index]);
    return stored?.from === 'slot' && stored.name === slots[index - 1].name;
  };
  const inTrain = neededOf(train, facts, (index) => !isKept(index));
  const inEvalPoint = evalPoint && neededOf(evalPoint, facts);
  const idle = slots.filter(
    ({ name, extent }, i) =>
      extent !== 'model' &&
      isKept(i + 1) &&
      !inTrain.slots.has(name) &&
      !inEvalPoint?.slots.has(name),
  );
  return new Set(idle.map(({ name }) => name));
}
