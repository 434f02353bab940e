import type { Program } from '../ir/program';
import { Digester, EXACT } from './digest';
import type { Node } from './node';
import { readProgram, Unsimplifiable, type Form } from './read';
import { show } from './show';
import { dropDeadSlots, mergeEqualSlots } from './state';
import { substitute } from './walk';

/** A slot that another one makes superfluous: it is that one times a factor, at every step. */
export interface AlikeSlot {
  readonly slot: string;
  readonly of: string;
  /** `10`, `1 - beta`; null: the two are equal. */
  readonly factor: string | null;
  /** A hyperparameter in the factor: it has to keep its value for as long as the program runs. */
  readonly hyper: string | null;
}

/** Beyond this nobody has written the slots by hand, and pairs become many. */
const MOST_SLOTS = 12;
const MOST_STATEMENTS = 300;

/** Finds slots that start and go on as multiples of others. Those that nothing comes of are left out. */
export function alikeSlots(program: Program): readonly AlikeSlot[] {
  const { slots, train } = program;
  if (slots.length < 2 || slots.length > MOST_SLOTS) return [];
  if (train.statements.length > MOST_STATEMENTS) return [];
  try {
    return find(dropDeadSlots(readProgram(program).form).form, program);
  } catch (error) {
    if (error instanceof Unsimplifiable) return [];
    throw error;
  }
}

function find(form: Form, { hypers }: Program): AlikeSlot[] {
  const equal = mergeEqualSlots(form);
  const found: AlikeSlot[] = equal.steps.map(({ slot, instead }) => ({
    slot,
    of: instead,
    factor: null,
    hyper: null,
  }));
  const shares = hypers.filter(({ name, low, high }) => name !== 'lr' && low >= 0 && high <= 1);
  const names = [...equal.form.slots.keys()];
  const taken = new Set<string>();
  for (const slot of names)
    for (const of of names) {
      if (slot === of || taken.has(slot) || taken.has(of)) continue;
      const factor = factorBetween(
        equal.form,
        slot,
        of,
        shares.map(({ name }) => name),
      );
      if (!factor) continue;
      taken.add(slot);
      found.push({ slot, of, ...factor });
    }
  return found;
}

/** The c in slot = c · other, found from what is stored and proven by induction over the steps. */
function factorBetween(
  form: Form,
  slot: string,
  of: string,
  shares: readonly string[],
): Pick<AlikeSlot, 'factor' | 'hyper'> | null {
  const { algebra } = form;
  const [own, other] = [form.slots.get(slot)!, form.slots.get(of)!];
  if (own.next.extent !== other.next.extent) return null;
  const leafOf = (name: string): Node =>
    algebra.store.leaf({ from: 'slot', name }, form.slots.get(name)!.next.extent);
  const digester = new Digester(EXACT, new Map([...form.slots.keys()].map((name) => [name, name])));
  const areEqual = (a: Node, b: Node): boolean => digester.of(a) === digester.of(b);
  const times = (factor: Node, node: Node): Node => algebra.multiply([factor, node]);
  const without = (name: string, node: Node): Node =>
    substitute(algebra, ({ operand }) =>
      operand.from === 'slot' && operand.name === name ? algebra.number(0) : null,
    )(node);
  const [added, otherAdded] = [without(slot, own.next), without(of, other.next)];
  const holds = (factor: Node): boolean => {
    if (!areEqual(times(factor, otherAdded), added)) return false;
    if (!areEqual(times(factor, other.start), own.start)) return false;
    const asMultiple = substitute(algebra, ({ operand }) =>
      operand.from === 'slot' && operand.name === slot ? times(factor, leafOf(of)) : null,
    );
    return areEqual(asMultiple(own.next), times(factor, asMultiple(other.next)));
  };
  const ratio = leadOf(added) / leadOf(otherAdded);
  const number = algebra.number(ratio);
  if (Number.isFinite(ratio) && ratio !== 0 && holds(number))
    return { factor: String(Number(ratio.toPrecision(12))), hyper: null };
  const hyper = shares.find((name) => holds(complement(form, name)));
  return hyper === undefined ? null : { factor: show(complement(form, hyper), form.names), hyper };
}

const complement = ({ algebra }: Form, hyper: string): Node =>
  algebra.minus(algebra.number(1), algebra.store.leaf({ from: 'hyper', name: hyper }, 'model'));

/** The number in front of a node, or of its first term. */
function leadOf(node: Node): number {
  switch (node.kind) {
    case 'number':
      return Number(node.value);
    case 'product':
      return node.coefficient;
    case 'sum':
      return node.terms[0].coefficient * leadOf(node.terms[0].node);
    default:
      return 1;
  }
}
