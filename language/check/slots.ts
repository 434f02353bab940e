import type { Span } from '../diagnostics';
import type { EntryName, InputName, Slot } from '../ir/program';
import type { Definition, NameExpression } from '../syntax/tree';
import { BodyBuilder } from './builder';
import type { Binding, Context, Frame } from './context';
import type { StateDeclaration } from './declarations';
import { elaborate } from './expressions';
import type { SlotFlow } from './extents';
import type { Result } from './returns';
import { fitsIn } from '../ir/extent';
import { describeType, given, type Value } from './values';

/** A slot on its way into the program. */
export interface SlotDraft {
  readonly name: string;
  readonly span: Span;
  readonly value: Value;
  readonly state: StateDeclaration | null;
  readonly initial: { readonly builder: BodyBuilder; readonly value: Value } | null;
}

/** How each entry function begins: what comes first, and what it looks like in full. */
const HEADS: Readonly<Record<EntryName, { second: InputName; example: string }>> = {
  train: { second: 'g', example: 'then the slots, then `lr`: `def train(w, g, m, lr):`' },
  grad_transform: { second: 'g', example: 'then the slots: `def grad_transform(w, g, m):`' },
  update_transform: {
    second: 'update',
    example: 'then the slots: `def update_transform(w, update, m):`',
  },
};

/** The slots of an entry: its parameters other than `w`, `g`, `update` and `lr`, with their `state` declarations. */
export function readSlots(
  context: Context,
  entry: Definition,
  states: ReadonlyMap<string, StateDeclaration>,
): SlotDraft[] {
  const [first, second, ...others] = entry.parameters;
  const purpose = entry.name.name as EntryName;
  const head = HEADS[purpose];
  const fits = first?.name === 'w' && second?.name === head.second;
  if (!fits)
    context.report(
      'N6',
      entry.name.span,
      `\`${purpose}\` takes \`w\` and \`${head.second}\` first, ${head.example}.`,
    );
  const candidates = fits ? others : entry.parameters;
  const fresh = candidates.filter((parameter) => isSlotName(context, parameter));
  return fresh.map((parameter) => readSlot(context, parameter, states.get(parameter.name) ?? null));
}

function isSlotName(context: Context, { name, span }: NameExpression): boolean {
  if (name === 'w' || name === 'g' || name === 'lr') return false;
  const global = context.globals.get(name);
  if (name === 'update')
    context.report(
      'N6',
      span,
      '`update` is what the program returns; give this slot another name.',
    );
  else if (global?.symbol.kind === 'input')
    context.report('N6', span, `\`${name}\` is known everywhere; remove it from the parameters.`);
  else if (global)
    context.report(
      'N4',
      span,
      `\`${name}\` is declared as a ${global.symbol.kind === 'hyper' ? 'hyperparameter' : global.symbol.kind} and named as a slot; rename one, or remove it here.`,
    );
  else return true;
  return false;
}

function readSlot(
  context: Context,
  { name, span }: NameExpression,
  state: StateDeclaration | null,
): SlotDraft {
  const doc = state?.declaration.doc ?? null;
  const symbol = context.symbols.symbol('slot', name, null, doc);
  const initial = state ? runInitial(context, state) : null;
  const value = given({ from: 'slot', name }, 'num', state?.extent ?? 'model');
  if (state) context.symbols.place(symbol, state.declaration.name.span, 'definition', value);
  context.symbols.place(symbol, span, state ? 'write' : 'definition', value);
  return { name, span: state?.declaration.name.span ?? span, value, state, initial };
}

function runInitial(context: Context, { declaration }: StateDeclaration): SlotDraft['initial'] {
  const builder = new BodyBuilder();
  const names = new Map<string, Binding>();
  for (const name of ['w', 'g'] as const) names.set(name, inputBinding(context, name));
  const frame: Frame = {
    context,
    builder,
    purpose: 'initial',
    root: 'initial',
    definition: null,
    callers: [],
    slots: [],
    slotValues: new Map(),
    names,
  };
  const value = elaborate(frame, declaration.value);
  if (value.kind === 'bool' || value.kind === 'string')
    context.report('T1', declaration.value.span, 'A slot starts with a number.');
  return { builder, value };
}

/** Reports `state` declarations that name no parameter of the entry. */
export function refuseStrayStates(
  context: Context,
  states: ReadonlyMap<string, StateDeclaration>,
  entry: Definition | undefined,
  slots: readonly SlotDraft[],
): void {
  if (!entry) return;
  for (const [name, { declaration }] of states) {
    if (slots.some((slot) => slot.name === name)) continue;
    context.report(
      'N5',
      declaration.name.span,
      `\`${name}\` is declared as state but is no parameter of \`${entry.name.name}\`; add it there.`,
    );
  }
}

/** What `w`, `g` or `update` means inside an entry function or an initial value. */
export function inputBinding(context: Context, name: InputName): Binding {
  const docs: Partial<Record<InputName, string>> = {
    w: 'The weights.',
    g: 'The gradient of the loss at `w`.',
    update: 'What the optimizer would subtract from the weights.',
  };
  const symbol = context.symbols.symbol('input', name, null, docs[name]);
  const value = given({ from: 'input', name }, 'num', 'elem');
  return { symbol, value, assignments: [] };
}

/** T7: what is stored must fit the extent that a declaration fixes, or else each other. */
export function judgeSlots(
  context: Context,
  slots: readonly SlotDraft[],
  result: Result | null,
  isFaulty: (value: Value) => boolean,
): void {
  slots.forEach(({ name, span, state, value, initial }, i) => {
    for (const stored of [initial?.value, result?.[i + 1]]) {
      if (!stored || stored.kind === 'unknown' || fitsIn(stored.extent, value.extent)) continue;
      if (isFaulty(stored) || (!state?.extent && !stored.certain)) continue;
      const [own, other] = [value.extent, stored.extent].map((extent) =>
        describeType({ kind: 'num', extent }),
      );
      context.report(
        'T7',
        state?.extent ? state.declaration.annotation!.span : span,
        `\`${name}\` is ${state?.extent ? 'declared as ' : ''}${own}, but ${other} is stored in it.`,
      );
    }
  });
}

/** What is subtracted from the weights, or evaluated in their place, must have their size. */
export function judgeWeights(
  context: Context,
  definition: Definition | undefined,
  value: Value | undefined,
  isFaulty: (value: Value) => boolean,
): void {
  if (!definition || !value?.certain || isFaulty(value)) return;
  if (value.kind !== 'num' || fitsIn(value.extent, 'elem')) return;
  context.report(
    'T1',
    definition.name.span,
    `What \`${definition.name.name}\` returns first is ${describeType({ kind: 'num', extent: value.extent })}, and the weights have one number per element; multiply it back to their size.`,
  );
}

/** The slot as the program holds it; extents must have been inferred. */
export function finishSlot({ name, value, initial, span }: SlotDraft, isSketch = false): Slot {
  const { builder } = initial ?? {};
  const start = initial && [initial.value];
  return {
    name,
    extent: value.extent,
    initial: (start && (isSketch ? builder?.sketch(start) : builder?.finish(start))) ?? null,
    span,
  };
}

/** What flows into each slot, for the inference of extents of a program that may have errors. */
export function slotFlows(
  slots: readonly SlotDraft[],
  result: Result | null,
  isFaulty: boolean,
): SlotFlow[] {
  return slots.map(({ value, state, initial }, i) => ({
    value,
    inferred: !state?.extent,
    stored: [...(initial ? [initial.value] : []), ...(result ? [result[i + 1]] : [])],
    certain: result !== null && !(isFaulty && result[i + 1] === value),
  }));
}

/** Slots that are assigned somewhere and returned nowhere. */
export function forgotten(
  context: Context,
  slots: readonly SlotDraft[],
  result: Result | null,
): ReadonlySet<string> {
  const assigned = new Set(context.assignments.map(({ name }) => name));
  const kept = slots.filter(({ value }, i) => result?.[i + 1] === value);
  return new Set(kept.map(({ name }) => name).filter((name) => assigned.has(name)));
}
