import type { Form } from './read';
import { digestsOfSlots, EXACT } from './digest';
import { isNumber, leafKey, type Node } from './node';
import { leavesOf, substituteForm } from './walk';

/** What a pass over the slots has done. */
export interface StateStep {
  readonly rule: string;
  readonly slot: string;
  /** What stands in its place, in words. */
  readonly instead: string;
  /** What allows it. */
  readonly condition: string;
}

/** Why a slot goes that neither the update nor the evaluation point depends on, in this step or a later one. */
export const NEVER_MATTERS = {
  rule: 'nothing ever comes of the slot',
  instead: '',
  condition: 'it reaches the update in no step',
} as const;

/** Slots that reach the update or the evaluation point, in this step or a later one. */
export function dropDeadSlots(form: Form): { form: Form; steps: StateStep[] } {
  const live = new Set<string>();
  const waiting: Node[] = [form.update, ...(form.evalPoint ? [form.evalPoint] : [])];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    for (const { operand } of leavesOf([node])) {
      if (operand.from !== 'slot' || live.has(operand.name)) continue;
      live.add(operand.name);
      waiting.push(form.slots.get(operand.name)!.next);
    }
  }
  const slots = new Map([...form.slots].filter(([name]) => live.has(name)));
  const steps = [...form.slots.keys()]
    .filter((name) => !live.has(name))
    .map((slot) => ({ ...NEVER_MATTERS, slot }));
  return { form: { ...form, slots }, steps };
}

/** Slots that start alike and are stored alike are one: no step can ever tell them apart. */
export function mergeEqualSlots(form: Form): { form: Form; steps: StateStep[] } {
  const classes = digestsOfSlots(form, EXACT);
  const first = new Map<string, string>();
  const twins = new Map<string, string>();
  for (const [name, digest] of classes) {
    const known = first.get(digest);
    if (known) twins.set(name, known);
    else first.set(digest, name);
  }
  if (twins.size === 0) return { form, steps: [] };
  const merged = substituteForm(form, ({ operand, extent }) => {
    const twin = operand.from === 'slot' ? twins.get(operand.name) : undefined;
    return twin ? form.algebra.store.leaf({ from: 'slot', name: twin }, extent) : null;
  });
  for (const name of twins.keys()) (merged.slots as Map<string, unknown>).delete(name);
  return {
    form: merged,
    steps: [...twins].map(([slot, instead]) => ({
      rule: 'two slots start and go on alike',
      slot,
      instead,
      condition: 'no step can tell them apart',
    })),
  };
}

/** A hyperparameter can be given another value while a program runs; a rule by itself is looked at with fixed ones. */
export type Hyperparameters = 'may change' | 'stay';

/**
 * A slot s' = a · s + b, where a and b are numbers, is a function of the step: aᵗ · start + b · (1 − aᵗ) / (1 − a)
 * after step t. Of hyperparameters that holds only as long as they stay what they are: the slot has seen their
 * former values, the expression knows the present ones only.
 */
export function solveStepSlots(
  form: Form,
  hypers: Hyperparameters,
): { form: Form; steps: StateStep[] } {
  const closed = new Map<string, Node>();
  for (const [name, { start, next }] of form.slots) {
    const solved = closedForm(form, name, start, next, hypers);
    if (solved) closed.set(name, solved);
  }
  if (closed.size === 0) return { form, steps: [] };
  const [name, node] = [...closed][0];
  const solved = substituteForm(form, ({ operand }) =>
    operand.from === 'slot' && operand.name === name ? node : null,
  );
  (solved.slots as Map<string, unknown>).delete(name);
  return {
    form: solved,
    steps: [
      {
        rule: 'the slot depends on the step only',
        slot: name,
        instead: 'an expression of step',
        condition: 'it takes in nothing but numbers',
      },
    ],
  };
}

/** The value of the slot before the step. */
function closedForm(
  { algebra }: Form,
  name: string,
  start: Node,
  next: Node,
  hypers: Hyperparameters,
): Node | null {
  if (!isNumber(start)) return null;
  const isConstant = (node: Node): boolean =>
    leavesOf([node]).every(({ operand }) => hypers === 'stay' && operand.from === 'hyper');
  const parts =
    next.kind === 'sum'
      ? [
          ...next.terms,
          ...(next.constant === 0 ? [] : [{ coefficient: next.constant, node: algebra.number(1) }]),
        ]
      : [{ coefficient: 1, node: next }];
  const own = `slot ${name}`;
  const factors: Node[] = [];
  const added: { coefficient: number; node: Node }[] = [];
  for (const { coefficient, node } of parts) {
    if (isConstant(node)) {
      added.push({ coefficient, node });
      continue;
    }
    const factor = factorOf(algebra, node, own);
    if (!factor || !isConstant(factor)) return null;
    factors.push(algebra.scale(coefficient, factor));
  }
  if (factors.length === 0 || leavesOf([next]).some(({ extent }) => extent !== 'model'))
    return null;
  const a = algebra.add(factors.map((node) => ({ coefficient: 1, node })));
  const b = algebra.add(added);
  const step = algebra.store.leaf({ from: 'input', name: 'step' }, 'model');
  const before = algebra.minus(step, algebra.number(1));
  if (isNumber(a) && a.value === 1) return algebra.plus(start, algebra.multiply([b, before]));
  const gap = algebra.minus(algebra.number(1), a);
  const bounds = algebra.store.boundsOf(gap);
  if (bounds.zero || algebra.store.boundsOf(a).low <= 0) return null;
  const power = algebra.call('power', [a, before]);
  const rest = algebra.minus(algebra.number(1), power);
  return algebra.plus(
    algebra.multiply([start, power]),
    algebra.divide(algebra.multiply([b, rest]), gap),
  );
}

/** What the slot is multiplied by in a term; null where it is not simply multiplied. */
function factorOf(algebra: Form['algebra'], node: Node, own: string): Node | null {
  const isOwn = (part: Node): boolean => part.kind === 'leaf' && leafKey(part.operand) === own;
  if (isOwn(node)) return algebra.number(1);
  if (node.kind !== 'product') return null;
  const at = node.factors.findIndex(({ base }) => isOwn(base));
  if (at < 0 || node.factors[at].exponent !== 1) return null;
  const others = node.factors.filter((_, i) => i !== at);
  return algebra.combine([
    { base: algebra.number(node.coefficient), sign: 1, exponent: 1 },
    ...others,
  ]);
}
