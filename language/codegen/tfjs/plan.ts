import type { FunctionEntry, TensorFacts } from '../../functions/entry';
import { evaluate, functionOf } from '../../interpret/evaluate';
import type { Body, Operand, Statement } from '../../ir/program';

/**
 * Where a statement is carried out: on the host as a number, on the device per tensor, on both (a reduction), by the
 * model (a pass at other weights), or on the host with matrices that are read back (a decomposition).
 */
type Place = 'host' | 'device' | 'reduction' | 'pass' | 'decomposition';

export interface PlannedStatement {
  readonly statement: Statement;
  readonly entry: FunctionEntry;
  readonly place: Place;
  /** The phase in which it is worked out; what is read back, or asked of the model, is there from the next phase on. */
  readonly phase: number;
  /** Per tensor: whether anything asks for it there. For the host: whether any tensor does. */
  readonly needed: readonly boolean[];
  /** Needed after its phase, so it outlives it. */
  readonly carried: boolean;
}

/**
 * A body cut into phases: a reduction over all parameters ends a phase, since what follows may ask for a
 * number that has to be read back from the device. All reductions of one phase are read back together. A pass
 * through the model at other weights ends one too, and so does a decomposition.
 */
export interface Plan {
  readonly body: Body;
  readonly phases: readonly (readonly PlannedStatement[])[];
  /** Statements that depend on nothing but the tensor's facts, by id: one number per tensor. */
  readonly fixed: ReadonlyMap<number, readonly number[]>;
}

/**
 * Prepares a body for tensors of which these facts are known.
 *
 * @param wanted which of its results a tensor asks for; left out: all
 */
export function planBody(
  body: Body,
  tensors: readonly TensorFacts[],
  wanted: (t: number, result: number) => boolean = () => true,
): Plan {
  const fixed = fixedValues(body, tensors);
  const moving = body.statements.filter((statement) => !fixed.has(statement.id));
  const phaseOf = phases(moving);
  const needed = neededStatements(body, moving, fixed, tensors.length, wanted);
  const lastUse = lastUses(body, moving, phaseOf);

  const planned = moving.map((statement): PlannedStatement => {
    const phase = phaseOf.get(statement.id)!;
    return {
      statement,
      entry: functionOf(statement),
      place: placeOf(statement),
      phase,
      needed: needed.get(statement.id)!,
      carried: lastUse.get(statement.id)! > phase,
    };
  });
  const count = 1 + Math.max(0, ...planned.map((entry) => entry.phase));
  return {
    body,
    phases: Array.from({ length: count }, (_, p) => planned.filter((entry) => entry.phase === p)),
    fixed,
  };
}

function placeOf(statement: Statement): Place {
  const { meaning, tfjs } = functionOf(statement);
  if (meaning.per === 'pass') return 'pass';
  if (meaning.per === 'matrix' && tfjs === null) return 'decomposition';
  if (statement.type.extent !== 'model') return 'device';
  return meaning.per === 'model' ? 'reduction' : 'host';
}

const WHEN_PHASE_IS_OVER: readonly Place[] = ['pass', 'decomposition'];

/** What asks for all tensors together. */
const takesAll = (statement: Statement): boolean =>
  statement.type.extent === 'model' || ['reduction', 'pass'].includes(placeOf(statement));

const endsPhase = (statement: Statement): boolean =>
  placeOf(statement) === 'reduction' || WHEN_PHASE_IS_OVER.includes(placeOf(statement));

/** What a statement reads: its arguments and its guard. */
function operandsOf(statement: Statement): readonly Operand[] {
  return statement.guard ? [...statement.args, statement.guard] : statement.args;
}

/** What is known beforehand: one number per tensor, by statement. */
export function fixedValues(
  body: Body,
  tensors: readonly TensorFacts[],
): Map<number, readonly number[]> {
  // Their guards need not be known beforehand, and what is known does no harm where it is not asked for.
  const statements = body.statements
    .filter((statement) => statement.fixed)
    .map((statement) => ({ ...statement, guard: null }));
  const results = statements.map((statement) => ({ from: 'statement' as const, id: statement.id }));
  const never = (): never => {
    throw new Error('Nothing that is known beforehand asks the model.');
  };
  const moment = { seed: 0, step: 0 };
  const world = { tensors, round: Math.fround, given: () => 0, moment, pass: never };
  const values = evaluate({ statements, results }, world);
  return new Map(
    statements.map((statement, i) => {
      const value = values[i];
      const perTensor =
        typeof value === 'number' ? tensors.map(() => value) : value.map((m) => m.data[0]);
      return [statement.id, perTensor];
    }),
  );
}

function phases(moving: readonly Statement[]): Map<number, number> {
  const available = new Map<number, number>();
  const phaseOf = new Map<number, number>();
  for (const statement of moving) {
    const sources = operandsOf(statement).map((operand) =>
      operand.from === 'statement' ? (available.get(operand.id) ?? 0) : 0,
    );
    const phase = Math.max(0, ...sources);
    phaseOf.set(statement.id, phase);
    available.set(statement.id, endsPhase(statement) ? phase + 1 : phase);
  }
  return phaseOf;
}

/** Backwards from the results: what each tensor needs once the branches that it never takes are left out. */
export function neededStatements(
  body: Body,
  moving: readonly Statement[],
  fixed: ReadonlyMap<number, readonly number[]>,
  count: number,
  wanted: (t: number, result: number) => boolean,
): Map<number, boolean[]> {
  const needed = new Map(
    moving.map((statement) => [statement.id, Array<boolean>(count).fill(false)]),
  );
  const fixedValue = (operand: Operand, t: number): number | null => {
    if (operand.from === 'literal') return Number(operand.value);
    return operand.from === 'statement' ? (fixed.get(operand.id)?.[t] ?? null) : null;
  };
  const ask = (operand: Operand, t: number): void => {
    const tensors = operand.from === 'statement' ? needed.get(operand.id) : undefined;
    if (tensors) tensors[t] = true;
  };

  for (let t = 0; t < count; t++)
    body.results.filter((_, i) => wanted(t, i)).forEach((operand) => ask(operand, t));
  for (const statement of moving.toReversed()) {
    const tensors = needed.get(statement.id)!;
    if (takesAll(statement) && tensors.includes(true)) tensors.fill(true);
    for (let t = 0; t < count; t++) {
      if (!tensors[t]) continue;
      if (statement.guard && fixedValue(statement.guard, t) === 0) {
        tensors[t] = false;
        continue;
      }
      const side = statement.fn === 'choose' ? fixedValue(statement.args[0], t) : null;
      if (side !== null) ask(statement.args[side !== 0 ? 1 : 2], t);
      else operandsOf(statement).forEach((operand) => ask(operand, t));
    }
  }
  return needed;
}

function lastUses(
  body: Body,
  moving: readonly Statement[],
  phaseOf: ReadonlyMap<number, number>,
): Map<number, number> {
  const last = new Map(moving.map((statement) => [statement.id, -1]));
  const use = (operand: Operand, phase: number): void => {
    if (operand.from !== 'statement' || !last.has(operand.id)) return;
    last.set(operand.id, Math.max(last.get(operand.id)!, phase));
  };
  for (const statement of moving) {
    const waits = WHEN_PHASE_IS_OVER.includes(placeOf(statement));
    const phase = phaseOf.get(statement.id)! + (waits ? 1 : 0);
    operandsOf(statement).forEach((operand) => use(operand, phase));
  }
  body.results.forEach((operand) => use(operand, Infinity));
  return last;
}
