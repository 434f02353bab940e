import { findIntervals, intervalsNearby } from '../../analysis/intervals';
import { evaluate, type Given, type Moment, type Value } from '../../interpret/evaluate';
import type { Observation } from '../../interpret/figures';
import { factsOf, shapeOf } from '../../interpret/matrix';
import { modelReader, savedSlot, type SlotValues } from '../../interpret/slots';
import { isNamed } from '../../ir/extent';
import type { Passes } from '../../interpret/reference';
import type { Body, Extent, Operand, Program, Slot } from '../../ir/program';
import { findWatched } from '../../ir/watched';
import type { ParameterInfo, StepContext } from '../../parameters';
import { Arena } from './arena';
import { CompiledBody } from './body';
import { Buffers } from './buffers';
import type { Crew } from './crew';
import { createInterpretedOptimizer, statementsOfOtherSizes } from './interpreted';
import { createKnowledge, type Bounds } from './known';
import type { BufferRef, Domain, Wanted } from './lower';
import type { Reader } from './numbers';
import { askingOnce, refusePasses } from './passes';
import { KERNEL_EXTENTS, placeStatements, type Placement } from './places';
import { findCases, type Cases } from './runs';
import { findConditions, Variants, type Settled } from './variants';

/** A program at work on one model, compiled to WebAssembly. Weights, gradients and slots lie in its own memory. */
export interface CompiledOptimizer {
  /** All parameters, flat, one after the other; to be written and read between steps. Ask anew after each step. */
  readonly weights: Float32Array;
  readonly gradients: Float32Array;
  /** What the last step that was asked for its updates took from the weights, flat. */
  readonly updates: Float32Array;
  /** Where weights and gradients begin in the memory of its arena. */
  readonly addresses: { readonly weights: number; readonly gradients: number };
  /**
   * Takes the update from the weights; the slots move on. With `updates`, keeps what it took, too. Throws a sentence
   * for a program that asks for gradients elsewhere where there are no `passes`. With `observe`, gives what the values
   * that can be watched (`findWatched`) have been, otherwise null; all else is the same to the bit.
   */
  step(
    context: StepContext,
    options?: { readonly updates?: boolean; readonly passes?: Passes; readonly observe?: boolean },
  ): Observation | null;
  /** Where to evaluate: by `eval_point` if the program has one and has made a step, else the weights; a copy. */
  evalPoint(): Float32Array;
  /** Null before the first step. */
  readSlots(): SlotValues | null;
  /** Goes on from what `readSlots` gave; throws a sentence where that came from another program. */
  writeSlots(values: SlotValues, context: StepContext): void;
  /** The functions that have no kernel yet, and which the interpreter works out instead. */
  readonly interpreted: readonly string[];
}

const WEIGHTS: BufferRef = { of: 'input', name: 'w' };
const GRADIENTS: BufferRef = { of: 'input', name: 'g' };
const OUTPUT: BufferRef = { of: 'output' };

/** A body with what its compilation goes by. */
interface Prepared {
  readonly placement: Placement;
  readonly cases: Cases;
}

/**
 * Compiles a program for a model's parameters. Numbers of model extent are float64, all others float32; reductions
 * are summed up in float64. The same numbers come out on every machine. A program with matrices of sizes of their own
 * is interpreted as a whole. Throws a sentence where the memory does not
 * suffice.
 *
 * @param arena memory that others may have their share of: who computes the gradients there has not to copy them
 * @param relaxed whether the machine may decide how often sums of products are rounded, which `hasRelaxed` must allow
 * @param crew who takes part in it, where the arena is shared; results are the same to the bit
 */
export function createCompiledOptimizer(
  program: Program,
  parameters: readonly ParameterInfo[],
  arena = new Arena(),
  relaxed = false,
  crew: Crew | null = null,
): CompiledOptimizer {
  const others = program.slots.some(({ extent }) => !isNamed(extent));
  if (others || statementsOfOtherSizes(program).length > 0)
    return createInterpretedOptimizer(program, parameters, arena);
  const tensors = parameters.map(factsOf);
  const buffers = new Buffers(arena, tensors);
  const slotExtents = new Map(program.slots.map(({ name, extent }) => [name, extent]));
  for (const ref of [WEIGHTS, GRADIENTS]) buffers.reserve(ref, '');
  program.slots.forEach((slot) => isBuffer(slot.extent) && buffers.reserve(slotRef(slot), ''));

  const prepare = (body: Body, settled?: Settled): Prepared => {
    const cases = findCases(body, tensors, settled);
    return { cases, placement: placeStatements(body, cases.fixed, slotExtents) };
  };
  const train = prepare(program.train);

  /** Of model extent a number, of tensor extent one per tensor; all others lie in buffers. */
  let few: Map<string, number | number[]> | null = null;
  /** The step that is being worked out. */
  let now: StepContext | null = null;
  let lastContext: StepContext | null = null;

  const readerOf = (operand: Given, tensor: number): Reader => {
    if (operand.from === 'slot')
      return () => {
        const kept = few!.get(operand.name)!;
        return typeof kept === 'number' ? kept : kept[tensor];
      };
    const read = modelReader(operand, program)!;
    return () => read(now!);
  };
  const execute = (body: CompiledBody, context: StepContext, passes: Passes): void => {
    now = context;
    body.execute(momentOf(context), passes);
  };

  const compile = (
    { placement, cases }: Prepared,
    wanted: readonly Wanted[],
    bounds: readonly Bounds[],
    scope: string,
    watched: readonly Operand[] = [],
  ): CompiledBody => {
    const known = createKnowledge(placement.body, bounds);
    return new CompiledBody(
      placement,
      tensors,
      cases,
      wanted,
      known,
      arena,
      buffers,
      scope,
      readerOf,
      watched,
      relaxed,
      crew,
    );
  };

  const stored = program.slots.flatMap((slot, i): Wanted[] =>
    isBuffer(slot.extent) ? [{ result: i + 1, into: slotRef(slot), taken: false }] : [],
  );
  const whole: readonly Wanted[] = [{ result: 0, into: WEIGHTS, taken: true }, ...stored];
  const updateAlone: readonly Wanted[] = [{ result: 0, into: OUTPUT, taken: false }];

  // Within their declared ranges hyperparameters keep what intervals prove; outside, kernels guard every division.
  const proven: readonly Bounds[] = [
    intervalsNearby(program),
    (operand) => findIntervals(program).of(operand),
  ];
  const conditions = findConditions(train.placement);
  const variants = (bounds: readonly Bounds[], scope: string): Variants =>
    new Variants(train.placement, conditions, train.cases.fixed, (settled) => {
      const prepared = settled.size === 0 ? train : prepare(program.train, settled);
      return compile(prepared, whole, bounds, scope);
    });
  const trusted = variants(proven, 'train');
  const guarded = variants([], 'guarded');
  const watched = lazy(() => findWatched(program).values.map(({ operand }) => operand));
  const trustedAndSeen = lazy(() => compile(train, whole, proven, 'train', watched()));
  const guardedAndSeen = lazy(() => compile(train, whole, [], 'guarded', watched()));
  const looking = lazy(() => compile(train, updateAlone, [], 'update'));
  const pointing = lazy(() => compile(prepare(program.evalPoint!), updateAlone, [], 'point'));
  buffers.reserve(OUTPUT, '');
  trusted.usual();

  const startSlots = (context: StepContext): void => {
    few = new Map();
    now = context;
    for (const slot of program.slots) {
      const start = slot.initial ? initialValue(slot.initial, context) : 0;
      keep(slot, (t) => {
        if (typeof start === 'number')
          return [slot.extent === 'model' ? start : Math.fround(start)];
        return start[t].data;
      });
    }
  };

  const initialValue = (body: Body, context: StepContext): Value => {
    const matrices = (ref: BufferRef) =>
      tensors.map((facts, t) => ({
        ...shapeOf('elem', facts),
        data: Float64Array.from(buffers.part(ref, '', t)),
      }));
    return evaluate(body, {
      tensors,
      round: Math.fround,
      moment: momentOf(context),
      given: (operand) => {
        if (operand.from === 'input' && operand.name === 'w') return matrices(WEIGHTS);
        if (operand.from === 'input' && operand.name === 'g') return matrices(GRADIENTS);
        return readerOf(operand, 0)();
      },
      pass: () => refusePasses(),
    })[0];
  };

  /** Puts a slot's numbers, one list per tensor, where they are kept; a single number is repeated. */
  const keep = (slot: Slot, partOf: (tensor: number) => ArrayLike<number>): void => {
    if (slot.extent === 'model') few!.set(slot.name, partOf(0)[0]);
    else if (!isBuffer(slot.extent))
      few!.set(
        slot.name,
        tensors.map((_, t) => partOf(t)[0]),
      );
    else
      tensors.forEach((_, t) => {
        const given = partOf(t);
        const into = buffers.part(slotRef(slot), '', t);
        if (given.length === into.length) into.set(given);
        else into.fill(given[0]);
      });
  };

  const hasFew = program.slots.some(({ extent }) => !isBuffer(extent));
  const moveFewSlots = (body: CompiledBody): void => {
    if (!hasFew) return;
    const next = new Map(few);
    program.slots.forEach((slot, i) => {
      if (isBuffer(slot.extent)) return;
      const result = program.train.results[i + 1];
      const one = slot.extent === 'model';
      const value = one
        ? body.modelNumber(result)
        : tensors.map((_, t) => body.tensorNumber(result, t));
      next.set(slot.name, value);
    });
    few = next;
  };

  return {
    get weights() {
      return buffers.whole(WEIGHTS, '');
    },
    get gradients() {
      return buffers.whole(GRADIENTS, '');
    },
    get updates() {
      return buffers.whole(OUTPUT, '');
    },

    addresses: {
      weights: buffers.addressOf(WEIGHTS, '', 0),
      gradients: buffers.addressOf(GRADIENTS, '', 0),
    },

    step(context, { updates = false, passes = refusePasses, observe = false } = {}) {
      if (!few) startSlots(context);
      const [asking, answered] = updates ? askingOnce(passes) : [passes, passes];
      if (updates) execute(looking(), context, asking);
      now = context;
      const isTrusted = isWithinRanges(program, context);
      const plain = isTrusted ? trusted : guarded;
      const seen = isTrusted ? trustedAndSeen : guardedAndSeen;
      const body = observe ? seen() : plain.at(readerOf);
      execute(body, context, answered);
      const observation = observe ? body.observe() : null;
      moveFewSlots(body);
      lastContext = context;
      return observation;
    },

    evalPoint() {
      if (!program.evalPoint || !few || !lastContext) return buffers.whole(WEIGHTS, '').slice();
      execute(pointing(), lastContext, refusePasses);
      return buffers.whole(OUTPUT, '').slice();
    },

    readSlots() {
      if (!few) return null;
      return Object.fromEntries(
        program.slots.map((slot) => {
          const kept = few!.get(slot.name);
          if (typeof kept === 'number') return [slot.name, kept];
          if (kept) return [slot.name, kept.map((x) => Float32Array.of(x))];
          return [slot.name, tensors.map((_, t) => buffers.part(slotRef(slot), '', t).slice())];
        }),
      );
    },

    writeSlots(values, context) {
      const saved = program.slots.map((slot) => savedSlot(values, slot));
      few = new Map();
      program.slots.forEach((slot, i) => {
        const value = saved[i];
        keep(slot, (t) => (typeof value === 'number' ? [value] : value[t]));
      });
      lastContext = context;
    },

    interpreted: interpretedIn(train.placement),
  };
}

const isBuffer = (extent: Extent): boolean => KERNEL_EXTENTS.includes(extent);

const slotRef = ({ name, extent }: Slot): BufferRef => ({
  of: 'slot',
  name,
  extent: extent as Domain,
});

/** What there is no kernel for, each function once. */
function interpretedIn({ placed }: Placement): string[] {
  const names = placed
    .filter(({ place }) => place === 'interpreted')
    .map(({ statement }) => statement.fn);
  return [...new Set(names)];
}

const momentOf = ({ seed = 0, step }: StepContext): Moment => ({ seed, step });

function isWithinRanges({ hypers }: Program, { lr, hyper }: StepContext): boolean {
  for (const { name, low, high, default: usual } of hypers) {
    const value = name === 'lr' ? lr : (hyper[name] ?? usual);
    const lowest = name === 'lr' ? 0 : Math.min(low, usual);
    // Outside, too, where it is not a number.
    if (!(value >= lowest && value <= Math.max(high, usual))) return false;
  }
  return true;
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
