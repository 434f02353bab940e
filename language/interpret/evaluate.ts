import { findFunction } from '../functions';
import type { Draw, FunctionEntry, Meaning, Round, TensorFacts } from '../functions/entry';
import { uniforms, type RandomStream } from '../functions/random';
import type { Body, Operand, Statement } from '../ir/program';
import { ROLES } from '../parameters';
import { elementwise } from './elementwise';
import { commonShape, elementAt, expand, fill, scalarMatrix, shapeOf, type Matrix } from './matrix';

/** A value of model extent is a number; any other has one matrix per parameter tensor. */
export type Value = number | readonly Matrix[];

/** What a body of statements is evaluated in. */
export interface World {
  /** One per parameter tensor. */
  readonly tensors: readonly TensorFacts[];
  /** How values finer than model extent are rounded. */
  readonly round: Round;
  /** Weights, gradients, the step's numbers, hyperparameters, slots. */
  readonly given: (operand: Given) => Value;
  /** Of the run, and of its step: they decide what is drawn at random. */
  readonly moment: Moment;
  /** Whether a tensor needs what a statement gives; left out: each does. */
  readonly isNeeded?: (statement: number, t: number) => boolean;
  /** Told of every statement what it gave, and its guard. */
  readonly watch?: (statement: Statement, value: Value, guard: Value | null) => void;
  /** The loss of this batch and its gradient at other weights. */
  readonly pass: (points: readonly Matrix[]) => Pass;
}

/** When random numbers are drawn. */
export interface Moment {
  readonly seed: number;
  readonly step: number;
}

/** What a pass through the model gives. */
export interface Pass {
  readonly loss: number;
  readonly gradients: readonly Matrix[];
}

export type Given = Extract<Operand, { from: 'input' | 'hyper' | 'slot' }>;

/** Values of model extent keep all of float64. */
export const unrounded: Round = (x) => x;

/**
 * Works through the statements in order, each over all tensors before the next, so that a number taken over
 * all parameters is known when the following statement asks for it. Branches are no jumps: a statement of one that
 * a tensor does not take gives it nothing, and `choose` takes the side that has something.
 */
export function evaluate(body: Body, world: World): Value[] {
  const results = new Map<number, Value>();
  const once = sharingPasses(world);
  const read = (operand: Operand): Value => {
    switch (operand.from) {
      case 'statement':
        return results.get(operand.id)!;
      case 'literal':
        return Number(operand.value);
      case 'string':
        return roleNumber(operand.value);
      default:
        return world.given(operand);
    }
  };
  for (const statement of body.statements) {
    const guard = statement.guard && read(statement.guard);
    const args = statement.args.map(read);
    const value = apply(statement, args, guard, once(statement, guard));
    results.set(statement.id, value);
    world.watch?.(statement, value, guard);
  }
  return body.results.map(read);
}

/** The world as a statement sees it: those that ask the model at the same weights share the answer. */
function sharingPasses(world: World): (statement: Statement, guard: Value | null) => World {
  const made = new Map<string, Pass>();
  return ({ args: [point], guard }, value) => ({
    ...world,
    pass: (points) => {
      // Under a condition for the whole model no tensor stays behind.
      const key = JSON.stringify([point, typeof value === 'number' ? null : guard]);
      const pass = made.get(key) ?? world.pass(points);
      made.set(key, pass);
      return pass;
    },
  });
}

/** Roles are compared by their place in the list; a string that is no role equals none. */
function roleNumber(role: string): number {
  return (ROLES as readonly string[]).indexOf(role);
}

/** The function that a statement applies, and what it means. */
export function functionOf(statement: Statement): FunctionEntry {
  const entry = findFunction(statement.fn);
  if (!entry) throw new Error(`The program applies "${statement.fn}", which is no function.`);
  return entry;
}

/** Works out one statement, given its arguments and its guard. */
export function apply(
  statement: Statement,
  args: readonly Value[],
  guard: Value | null,
  world: World,
): Value {
  const { meaning, signature } = functionOf(statement);
  const { tensors, round } = world;
  const perTensor = (of: (facts: TensorFacts, t: number) => Matrix): Matrix[] =>
    tensors.map((facts, t) => {
      const counts = guard === null || holds(guard, t);
      const isNeeded = statement.fixed || (world.isNeeded?.(statement.id, t) ?? true);
      return counts && isNeeded ? of(facts, t) : NOTHING;
    });
  switch (meaning.per) {
    case 'element': {
      if (statement.type.extent === 'model') return onModel(meaning, args as readonly number[]);
      const exact = signature.arguments.map((argument) => argument.exact === true);
      return perTensor((facts, t) => {
        const own = args.map((arg, i) => partOf(arg, t, exact[i] ? unrounded : round));
        return elementwise(meaning.of, round, own, shapeOf(statement.type.extent, facts));
      });
    }
    case 'row':
      return perTensor((_, t) => {
        const matrix = partOf(args[0], t, round);
        return fill({ rows: matrix.rows, cols: 1 }, (row) => {
          const line = Array.from({ length: matrix.cols }, (_, col) => elementAt(matrix, row, col));
          return round(meaning.of(line));
        });
      });
    case 'col':
      return perTensor((_, t) => {
        const matrix = partOf(args[0], t, round);
        return fill({ rows: 1, cols: matrix.cols }, (_, col) => {
          const line = Array.from({ length: matrix.rows }, (_, row) => elementAt(matrix, row, col));
          return round(meaning.of(line));
        });
      });
    case 'tensor':
      return perTensor((_, t) => scalarMatrix(round(meaning.of(...elements(args, t, round)))));
    case 'model': {
      const counted = tensors.map((_, t) => t).filter((t) => guard === null || holds(guard, t));
      const lists = counted.map((t) => elements(args, t, round));
      return meaning.of(...args.map((_, i) => lists.map((list) => list[i])));
    }
    case 'facts':
      return perTensor((facts) => {
        const fact = meaning.of(facts);
        return scalarMatrix(typeof fact === 'string' ? roleNumber(fact) : round(fact));
      });
    case 'matrix':
      return perTensor((_, t) => meaning.of(round, ...args.map((arg) => partOf(arg, t, round))));
    case 'random': {
      const site = args.at(-1) as number;
      if (statement.type.extent === 'model') return meaning.of(drawAt(world.moment, site, 0), 1)[0];
      return perTensor((facts, t) => {
        const shape = shapeOf(statement.type.extent, facts);
        const numbers = meaning.of(drawAt(world.moment, site, t), shape.rows * shape.cols);
        return { ...shape, data: numbers.map(round) };
      });
    }
    case 'pass': {
      const left = tensors.map((_, t) => guard !== null && !holds(guard, t));
      if (left.length > 0 && left.every(Boolean))
        return meaning.gives === 'loss' ? 0 : tensors.map((facts) => zeros(shapeOf('elem', facts)));
      const weights = world.given({ from: 'input', name: 'w' }) as readonly Matrix[];
      const points = tensors.map((facts, t) =>
        left[t] ? weights[t] : expand(partOf(args[0], t, round), shapeOf('elem', facts)),
      );
      const pass = world.pass(points);
      return meaning.gives === 'loss' ? pass.loss : pass.gradients;
    }
    case 'definition':
      throw new Error(`"${statement.fn}" should have been replaced by what it stands for.`);
  }
}

/** What a statement gives a tensor that does not need it. */
const NOTHING = scalarMatrix(0);

const zeros = ({ rows, cols }: { rows: number; cols: number }): Matrix => ({
  rows,
  cols,
  data: new Float64Array(rows * cols),
});

/** Numbers for one place of a program and one tensor; the streams of places and tensors do not meet. */
export function drawAt(moment: Moment, site: number, tensor: number): Draw {
  return (count) => uniforms(streamAt(moment, site, tensor), count);
}

/** Where the random numbers come from that a place in the program draws for a tensor. */
export const streamAt = ({ seed, step }: Moment, site: number, tensor: number): RandomStream => ({
  seed,
  step,
  stream: mixed(mixed(DRAWS ^ site) ^ tensor),
});

/** Keeps the draws of programs apart from those of models with the same seed. */
const DRAWS = 0x6f707469;

/** Scatters the bits of a 32-bit number (Ettinger's lowbias32). */
function mixed(word: number): number {
  let bits = word;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** A function of numbers of model extent, in float64. */
export function onModel(meaning: Meaning, args: readonly number[]): number {
  if (meaning.per !== 'element') throw new Error('Only an element-wise function takes numbers.');
  return meaning.of(unrounded, ...args);
}

/** What a value is for one tensor. */
function partOf(value: Value, t: number, round: Round): Matrix {
  return typeof value === 'number' ? scalarMatrix(round(value)) : value[t];
}

/** The arguments of a reduction for one tensor, all in the same shape. */
function elements(args: readonly Value[], t: number, round: Round): Float64Array[] {
  const own = args.map((arg) => partOf(arg, t, round));
  const shape = commonShape(own);
  return own.map((matrix) => expand(matrix, shape).data);
}

/** Whether a condition of model or tensor extent holds for a tensor. */
export function holds(condition: Value, t: number): boolean {
  return partOf(condition, t, unrounded).data[0] !== 0;
}
