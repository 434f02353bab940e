import type { Operand, Program, Slot } from '../ir/program';
import { operandKey } from '../ir/structure';
import type { Graph } from './graph';
import type { Term } from './linear';
import type { Liveness } from './liveness';
import type { Circumstances } from './scalars';

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

/** At these steps a coefficient shows whether it depends on the step. */
const MOMENTS: readonly Circumstances[] = [3, 17, 1000].map((step) => ({ step }));
const [MOMENT] = MOMENTS;
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
  const transition = stored.map((own) => names.map((name) => shareOf(own, name, MOMENT)));
  const drives = new Map<string, number[]>();
  stored.forEach((own, i) => {
    for (const { value, at } of own) {
      if (value.from === 'slot' && names.includes(value.name)) continue;
      const key = graph.valueNumber(value);
      const column = drives.get(key) ?? names.map(() => 0);
      column[i] = at(MOMENT);
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
  const seen = observed(parts, names);
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

const shareOf = (terms: readonly Term[], slot: string, moment: Circumstances): number =>
  terms.find(({ value }) => value.from === 'slot' && value.name === slot)?.at(moment) ?? 0;

/** Live slots that keep a share of themselves or of each other, or take in other values, always with the same weights. */
function linearSlots(parts: Parts): Slot[] {
  const { program, live } = parts;
  return program.slots.filter((slot) => {
    if (slot.extent !== 'elem' || !live.liveSlots.has(slot.name)) return false;
    const terms = parts.terms(storedIn(program, slot));
    const [first, ...others] = MOMENTS.map((moment) => terms.map(({ at }) => at(moment)));
    return others.every((shares) =>
      shares.every((share, i) => Math.abs(share - first[i]) < ROUNDING),
    );
  });
}

/**
 * The mixtures of the slots in which something looks at them: the update, and what is not linear in them. As many as
 * all others are made of. What is near the update comes first: a long program looks at the same ones again and again,
 * and all of it need not be gone through.
 */
function observed(parts: Parts, names: readonly string[]): Rows {
  const { program, graph } = parts;
  const mixtures: number[][] = [];
  const add = (mixture: number[]): void => {
    if (rank([...mixtures, mixture]) > mixtures.length) mixtures.push(mixture);
  };
  // The evaluation point may look at a slot in any way.
  for (const name of readByEvalPoint(program))
    if (names.includes(name)) add(names.map((each) => (each === name ? 1 : 0)));
  const seenInside = (value: Operand): readonly Operand[] => {
    const maker = graph.maker(value);
    if (!maker) return [];
    return maker.guard ? [...maker.args, maker.guard] : maker.args;
  };
  const looked = new Set<string>();
  const next = [program.train.results[0]];
  for (const slot of program.slots) {
    const stored = storedIn(program, slot);
    if (!names.includes(slot.name)) next.push(stored);
    else next.push(...parts.terms(stored).flatMap(({ value }) => seenInside(value)));
  }
  for (let i = 0; i < next.length && mixtures.length < names.length; i++) {
    const key = operandKey(next[i]);
    if (looked.has(key)) continue;
    looked.add(key);
    const own = parts.terms(next[i]);
    for (const moment of MOMENTS) add(names.map((name) => shareOf(own, name, moment)));
    next.push(...own.flatMap(({ value }) => seenInside(value)));
  }
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
function rank(rows: Rows): number {
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
