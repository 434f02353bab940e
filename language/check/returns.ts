import type { Expression, ReturnStatement } from '../syntax/tree';
import type { EntryName } from '../ir/program';
import { isEntry, type Frame } from './context';
import { elaborate } from './expressions';
import { nearest, replacement } from './suggest';
import { unknown, type Value } from './values';

/** What a function gives back: a helper its values, an entry its first value and then every slot in order. */
export type Result = readonly Value[];

/** What an entry function returns first. */
const MAIN_RESULT: Readonly<Record<EntryName, string>> = {
  train: 'The update',
  grad_transform: 'The gradient',
  update_transform: 'The update',
};

/** The values of a `return`, in the order that the function's purpose asks for. */
export function makeResult(frame: Frame, statement: ReturnStatement): Result {
  const { purpose, context } = frame;
  const [first, ...others] = statement.values;
  const main = elaborate(frame, first);
  if (purpose === 'helper') return [main, ...others.map((value) => elaborate(frame, value))];
  if (main.kind === 'bool' || main.kind === 'string')
    context.report(
      'T1',
      first.span,
      isEntry(purpose)
        ? `${MAIN_RESULT[purpose]} is a number, not a condition.`
        : 'Weights are numbers.',
    );
  if (isEntry(purpose)) return [main, ...storedSlots(frame, others)];
  if (others.length > 0)
    context.report('N7', statement.span, '`eval_point` returns the weights and nothing else.');
  return [main];
}

/** The new value of every slot; one that is not named keeps its own. */
function storedSlots(frame: Frame, names: readonly Expression[]): Value[] {
  const stored = new Map<string, Value>();
  for (const expression of names) {
    const name = slotName(frame, expression);
    if (name === null) continue;
    if (stored.has(name))
      frame.context.report('N7', expression.span, `The slot \`${name}\` is returned twice.`);
    stored.set(name, storedValue(frame, name, expression));
  }
  return frame.slots.map((slot) => stored.get(slot) ?? frame.slotValues.get(slot)!);
}

function storedValue(frame: Frame, name: string, expression: Expression): Value {
  const { value, symbol, assignments } = frame.names.get(name)!;
  assignments.forEach((assignment) => (assignment.read = true));
  frame.context.symbols.place(symbol, expression.span, 'read', value);
  if (value && value.kind !== 'bool') return value;
  if (value)
    frame.context.report(
      'T1',
      expression.span,
      `The slot \`${name}\` stores numbers; store \`where(condition, 1, 0)\`.`,
    );
  return unknown();
}

function slotName(frame: Frame, expression: Expression): string | null {
  if (expression.kind === 'name' && frame.slots.includes(expression.name)) return expression.name;
  if (expression.kind === 'missing') return null;
  const guess = expression.kind === 'name' ? nearest(expression.name, frame.slots) : null;
  const advice = guess
    ? `did you mean \`${guess}\`?`
    : `a slot is a parameter other than ${frame.purpose === 'update_transform' ? '`w`, `update`, `g`' : '`w`, `g`'} and \`lr\`.`;
  frame.context.report(
    'N7',
    expression.span,
    `Only the names of slots follow the first value in \`return\`; ${advice}`,
    { fixes: replacement(expression.span, guess) },
  );
  if (expression.kind !== 'name') elaborate(frame, expression);
  return null;
}
