import type { Body, Operand, Program, Statement } from '../ir/program';
import { operandKey } from '../ir/structure';

/** What an analysis says of values, and how it follows a program. */
export interface Domain<V> {
  /** Of inputs, hyperparameters and literals. */
  given(operand: Operand): V;
  /** Of a function's result; `read` gives what is known of other values of the same body, further above. */
  apply(statement: Statement, args: readonly V[], body: Body, read: (operand: Operand) => V): V;
  join(a: V, b: V): V;
  /** As `join`, for when a slot keeps changing: must come to rest after few rounds. */
  widen(before: V, after: V): V;
  equal(a: V, b: V): boolean;
}

export interface Solved<V> {
  /** Of a value of the entry function. */
  of(operand: Operand): V;
  readonly slots: ReadonlyMap<string, V>;
  /** Of the weights for evaluation; null where the program has no `eval_point`. */
  readonly evalPoint: V | null;
}

/** Rounds of plain joining before widening. */
const PATIENCE = 3;
/** Widening comes to rest long before; this only bounds what a faulty rule could do. */
const MOST_ROUNDS = 12;

/** Follows a program through all its steps: slots start where they start, and take what is stored in them. */
export function solve<V>(program: Program, domain: Domain<V>): Solved<V> {
  const slots = new Map<string, V>();
  for (const { name, initial } of program.slots) {
    const start = initial
      ? run(initial, slots, domain)(initial.results[0])
      : domain.given({ from: 'literal', value: 0 });
    slots.set(name, start);
  }
  let read = run(program.train, slots, domain);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let changed = false;
    program.slots.forEach(({ name }, i) => {
      const before = slots.get(name)!;
      const joined = domain.join(before, read(program.train.results[i + 1]));
      if (domain.equal(before, joined)) return;
      changed = true;
      slots.set(name, round < PATIENCE ? joined : domain.widen(before, joined));
    });
    if (!changed) break;
    read = run(program.train, slots, domain);
  }
  const { evalPoint } = program;
  return {
    of: read,
    slots,
    evalPoint: evalPoint && run(evalPoint, slots, domain)(evalPoint.results[0]),
  };
}

function run<V>(
  body: Body,
  slots: ReadonlyMap<string, V>,
  domain: Domain<V>,
): (operand: Operand) => V {
  const made = new Map<number, V>();
  const given = new Map<string, V>();
  const read = (operand: Operand): V => {
    if (operand.from === 'slot') return slots.get(operand.name)!;
    if (operand.from === 'statement') return made.get(operand.id)!;
    const key = operandKey(operand);
    let value = given.get(key);
    if (value === undefined) {
      value = domain.given(operand);
      given.set(key, value);
    }
    return value;
  };
  for (const statement of body.statements)
    made.set(statement.id, domain.apply(statement, statement.args.map(read), body, read));
  return read;
}
