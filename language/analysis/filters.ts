import type { Operand, Program, Slot } from '../ir/program';
import { operandKey } from '../ir/structure';
import type { Graph } from './graph';
import type { Term } from './linear';
import type { Liveness } from './liveness';

/** Slots that together are a linear filter: each stores a fixed mixture of them and of other values. */
export interface Filter {
  readonly slots: readonly Slot[];
  /** How many slots a filter needs that gives the same. */
  readonly order: number;
}

/** What is looked at of a program. */
interface Parts {
  readonly program: Program;
  readonly graph: Graph;
  readonly live: Liveness;
  terms(operand: Operand): readonly Term[];
}

/** Steps that tell a coefficient that depends on the step from one that does not. */
const STEPS = [3, 17, 1000];
const ROUNDING = 1e-9;
const MOST_SLOTS = 8;

/**
 * The linear slots of a program and how few would do: the order of the minimal realization of the filter that they are,
 * by the rank of its Hankel matrix. Null where there are no two such slots. Hyperparameters count with their defaults.
 */
export function findFilter(given: Parts): Filter | null {
  const parts = withKeptTerms(given);
  const slots = linearSlots(parts);
  if (slots.length < 2 || slots.length > MOST_SLOTS) return null;
  const { program, graph } = parts;
  const names = slots.map(({ name }) => name);
  const stored = slots.map((slot) => parts.terms(storedIn(program, slot)));
  const transition = stored.map((own) => names.map((name) => shareOf(own, name, STEPS[0])));
  const drives = new Map<string, number[]>();
  stored.forEach((own, i) => {
    for (const { value, at } of own) {
      if (value.from === 'slot' && names.includes(value.name)) continue;
      const key = graph.valueNumber(value);
      const column = drives.get(key) ?? names.map(() => 0);
      column[i] = at({ step: STEPS[0] });
      drives.set(key, column);
    }
  });
  // A start other than zero is one more impulse from outside.
  slots.forEach(({ initial }, i) => {
    if (initial)
      drives.set(
        `start ${i}`,
        names.map((_, j) => (i === j ? 1 : 0)),
      );
  });
  const seen = observed(parts, new Set(names)).map((read) =>
    names.map((name) => read.get(name) ?? 0),
  );
  return { slots, order: rank(hankel(transition, [...drives.values()], seen)) };
}

/** The same, taking each value apart once. */
function withKeptTerms(given: Parts): Parts {
  const kept = new Map<string, readonly Term[]>();
  return {
    program: given.program,
    graph: given.graph,
    live: given.live,
    terms(operand) {
      const key = operandKey(operand);
      const terms = kept.get(key) ?? given.terms(operand);
      kept.set(key, terms);
      return terms;
    },
  };
}

const storedIn = ({ train, slots }: Program, slot: Slot): Operand =>
  train.results[slots.indexOf(slot) + 1];

const shareOf = (terms: readonly Term[], slot: string, step: number): number =>
  terms.find(({ value }) => value.from === 'slot' && value.name === slot)?.at({ step }) ?? 0;

/** Live slots that keep a share of themselves or of each other, or take in other values, always with the same weights. */
function linearSlots(parts: Parts): Slot[] {
  const { program, live } = parts;
  return program.slots.filter((slot) => {
    if (slot.extent !== 'elem' || !live.liveSlots.has(slot.name)) return false;
    return parts.terms(storedIn(program, slot)).every(({ at }) => {
      const shares = STEPS.map((step) => at({ step }));
      return shares.every((share) => Math.abs(share - shares[0]) < ROUNDING);
    });
  });
}

/** Each mixture of the slots in which something looks at them: the update, and what is not linear in them. */
function observed(parts: Parts, names: ReadonlySet<string>): ReadonlyMap<string, number>[] {
  const { program, graph } = parts;
  const mixtures: Map<string, number>[] = [];
  const done = new Set<string>();
  const look = (operand: Operand): void => {
    const key = operandKey(operand);
    if (done.has(key)) return;
    done.add(key);
    const own = parts.terms(operand);
    for (const step of STEPS) {
      const shares = own.flatMap(({ value, at }): [string, number][] =>
        value.from === 'slot' && names.has(value.name) ? [[value.name, at({ step })]] : [],
      );
      if (shares.length > 0) mixtures.push(new Map(shares));
    }
    for (const { value } of own) inside(value);
  };
  const inside = (value: Operand): void => {
    const maker = graph.maker(value);
    if (!maker) return;
    maker.args.forEach(look);
    if (maker.guard) look(maker.guard);
  };
  look(program.train.results[0]);
  for (const slot of program.slots) {
    const stored = storedIn(program, slot);
    if (!names.has(slot.name)) look(stored);
    else for (const { value } of parts.terms(stored)) inside(value);
  }
  // The evaluation point may look at a slot in any way.
  for (const name of readByEvalPoint(program))
    if (names.has(name)) mixtures.push(new Map([[name, 1]]));
  return mixtures;
}

function readByEvalPoint({ evalPoint }: Program): ReadonlySet<string> {
  const read = evalPoint
    ? [...evalPoint.results, ...evalPoint.statements.flatMap(({ args }) => args)]
    : [];
  return new Set(read.flatMap((operand) => (operand.from === 'slot' ? [operand.name] : [])));
}

type Rows = readonly (readonly number[])[];

/** What impulses give i + j steps later, for all i and j below the number of slots. */
function hankel(transition: Rows, drives: Rows, seen: Rows): number[][] {
  const n = transition.length;
  const times = (vector: readonly number[]): number[] =>
    transition.map((row) => row.reduce((sum, share, j) => sum + share * vector[j], 0));
  const impulses: number[][][] = [];
  let states = drives.map((drive) => [...drive]);
  for (let step = 0; step < 2 * n; step++) {
    impulses.push(states);
    states = states.map(times);
  }
  const answer = (row: readonly number[], state: readonly number[]): number =>
    row.reduce((sum, share, j) => sum + share * state[j], 0);
  return Array.from({ length: n }).flatMap((_, i) =>
    seen.map((row) =>
      Array.from({ length: n }).flatMap((__, j) =>
        impulses[i + j].map((state) => answer(row, state)),
      ),
    ),
  );
}

/** By elimination, with the largest pivot of all that is left at each step. */
function rank(rows: number[][]): number {
  const scale = Math.max(0, ...rows.flat().map(Math.abs));
  const left = rows.map((row) => [...row]);
  let found = 0;
  while (left.length > 0) {
    let best = { row: 0, column: 0, size: 0 };
    left.forEach((row, i) =>
      row.forEach((x, j) => {
        if (Math.abs(x) > best.size) best = { row: i, column: j, size: Math.abs(x) };
      }),
    );
    if (best.size <= ROUNDING * scale) return found;
    found++;
    const [pivot] = left.splice(best.row, 1);
    for (const row of left) {
      const factor = row[best.column] / pivot[best.column];
      pivot.forEach((x, j) => (row[j] -= factor * x));
    }
  }
  return found;
}
