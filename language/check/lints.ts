import type { Definition } from '../syntax/tree';
import type { Assignment, Context } from './context';
import type { SlotDraft } from './slots';
import type { Result } from './returns';
import { describeType, sameOperand, typeOf, type Value } from './values';

/** A checked program, as the lints see it. */
export interface Lintable {
  readonly context: Context;
  readonly entry: Definition;
  readonly slots: readonly SlotDraft[];
  /** The update, then what each slot stores. */
  readonly result: Result;
  readonly weights: Result | null;
}

/** Warnings that follow from what reaches the update: dead statements, idle slots, unused parameters. */
export function lint(program: Lintable): void {
  const live = findLive(program);
  lintAssignments(program.context, live);
  lintSlots(program, live);
  lintUpdate(program);
  lintUnused(program.context);
}

/** Everything that the update or the evaluation point depends on, through this step and earlier ones. */
function findLive({ slots, result, weights }: Lintable): ReadonlySet<Value> {
  const stored = new Map(slots.map(({ name }, i) => [name, result[i + 1]]));
  const live = new Set<Value>();
  const waiting = [result[0], ...(weights ?? [])];
  for (let value = waiting.pop(); value; value = waiting.pop()) {
    if (live.has(value)) continue;
    live.add(value);
    if (value.draft) waiting.push(...value.draft.args);
    if (value.draft?.guard) waiting.push(value.draft.guard);
    if (value.operand.from === 'slot') waiting.push(stored.get(value.operand.name)!);
  }
  return live;
}

/** D1. A place that is inlined or unrolled several times is dead only if it is so every time. */
function lintAssignments(context: Context, live: ReadonlySet<Value>): void {
  const works = (assignment: Assignment): boolean =>
    assignment.read && (!assignment.value.draft || live.has(assignment.value));
  const alive = new Set(context.assignments.filter(works).map(({ span }) => span.start));
  for (const { span, name } of context.assignments) {
    if (alive.has(span.start)) continue;
    context.report(
      'D1',
      span,
      `This \`${name}\` reaches neither the update nor a later step; remove it.`,
    );
  }
}

/** D2, D3 and D4. */
function lintSlots({ context, slots, result }: Lintable, live: ReadonlySet<Value>): void {
  // One that an if leaves as it was is read behind it without being named.
  const carried = new Set(
    [...live].flatMap(({ operand }) => (operand.from === 'slot' ? [operand.name] : [])),
  );
  slots.forEach(({ name, value, span, initial }, i) => {
    const stored = result[i + 1];
    const unchanged = sameOperand(stored.operand, value.operand);
    if (!context.slotsRead.has(name) && !carried.has(name)) {
      if (unchanged) context.report('D4', span, `The slot \`${name}\` is never read; remove it.`);
      else
        context.report(
          'D2',
          span,
          `The slot \`${name}\` is overwritten before it is ever read; make it an ordinary name.`,
        );
    } else if (unchanged && !initial)
      context.report('D3', span, `The slot \`${name}\` is read but never stored: it stays zero.`);
  });
}

/** T2. */
function lintUpdate({ context, entry, result: [update] }: Lintable): void {
  const type = typeOf(update);
  if (!type || type.extent === 'elem') return;
  context.report(
    'T2',
    entry.name.span,
    `The update is ${describeType(type)}, so that many weights move alike; let it depend on \`g\` element by element.`,
  );
}

/** D4 for what is declared or passed in vain. Hyperparameters without effect are another lint's matter. */
function lintUnused(context: Context): void {
  const words: Partial<Record<string, string>> = {
    constant: 'constant',
    flag: 'flag',
    choice: 'choice',
    parameter: 'parameter',
  };
  for (const symbol of context.symbols.all()) {
    const word = words[symbol.kind];
    const [first] = symbol.places.values();
    if (!word || !first || context.symbols.isRead(symbol)) continue;
    context.report('D4', first.span, `The ${word} \`${symbol.name}\` is never used; remove it.`);
  }
}
