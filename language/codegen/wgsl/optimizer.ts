import { evaluate, type Value } from '../../interpret/evaluate';
import { expand, factsOf, scalarMatrix, shapeOf } from '../../interpret/matrix';
import { modelNumber, savedPart, savedSlot, type SlotValues } from '../../interpret/slots';
import { isNamed } from '../../ir/extent';
import type { Body, Operand, Program, Slot } from '../../ir/program';
import type { ParameterInfo, StepContext } from '../../parameters';
import { Arena } from '../wasm/arena';
import { Buffers } from '../wasm/buffers';
import { statementsOfOtherSizes } from '../wasm/interpreted';
import type { BufferRef, Domain, Wanted } from '../wasm/lower';
import { KERNEL_EXTENTS, placeStatements } from '../wasm/places';
import { findCases } from '../wasm/runs';
import { refusePasses } from '../wasm/passes';
import { ShaderBody, type NumberSource, type ShaderMoment } from './body';
import { NoShader } from './graph';
import type { ShaderMachine } from './machine';
import type { ShaderPasses } from './passes';

/** A program at work on one model by shaders of its own. Weights, gradients and slots lie in its machine's arena. */
export interface ShaderOptimizer {
  /** Where they begin in the arena, counted in numbers; all parameters one after the other. */
  readonly places: {
    readonly weights: number;
    readonly gradients: number;
    readonly updates: number;
  };
  /**
   * Takes the update from the weights; the slots move on. With `updates`, stores what it took, too. Throws a sentence for
   * a program that asks for gradients elsewhere where there are no `passes`.
   */
  step(context: StepContext, updates: boolean, passes?: ShaderPasses): Promise<void>;
  /** Stores where to evaluate in the place of the updates; false where that is at the weights. */
  evalPoint(): Promise<boolean>;
  /** Null before the first step. */
  readSlots(): Promise<SlotValues | null>;
  /** Goes on from what `readSlots` gave; throws a sentence where that came from another program. */
  writeSlots(values: SlotValues, context: StepContext): void;
}

const WEIGHTS: BufferRef = { of: 'input', name: 'w' };
const GRADIENTS: BufferRef = { of: 'input', name: 'g' };
const OUTPUT: BufferRef = { of: 'output' };

/** What a program comes to as shaders, before any device is asked. */
export interface ShaderPlan {
  /** Takes the update from the weights; `told` stores it besides; `point` stores where to evaluate. */
  readonly bodies: {
    readonly train: ShaderBody;
    readonly told: ShaderBody;
    readonly point: ShaderBody | null;
  };
  readonly buffers: Buffers;
  /** How many numbers the machine's arena has to hold. */
  readonly size: number;
}

/** Plans the shaders of a program; `lacking` names what it has that they cannot work out. */
export function planShaders(
  program: Program,
  parameters: readonly ParameterInfo[],
): ShaderPlan | { readonly lacking: string } {
  try {
    return plan(program, parameters);
  } catch (error) {
    if (error instanceof NoShader) return { lacking: error.message };
    throw error;
  }
}

function plan(program: Program, parameters: readonly ParameterInfo[]): ShaderPlan {
  const [other] = statementsOfOtherSizes(program);
  if (other) throw new NoShader(other.fn);
  const sized = program.slots.find(({ extent }) => !isNamed(extent));
  if (sized) throw new NoShader(sized.name);
  const tensors = parameters.map(factsOf);
  const arena = new Arena();
  const buffers = new Buffers(arena, tensors);
  const slots = new Map(program.slots.map(({ name, extent }) => [name, extent]));
  [WEIGHTS, GRADIENTS, OUTPUT].forEach((ref) => buffers.reserve(ref, ''));
  const stored = program.slots.filter(isBuffer);
  stored.forEach((slot) => buffers.reserve(slotRef(slot), ''));

  const compile = (body: Body, wanted: readonly Wanted[], scope: string): ShaderBody => {
    const cases = findCases(body, tensors);
    const placement = placeStatements(body, cases.fixed, slots);
    return new ShaderBody(placement, tensors, cases, wanted, arena, buffers, scope);
  };
  const whole: readonly Wanted[] = [
    { result: 0, into: WEIGHTS, taken: true },
    ...stored.map((slot) => ({
      result: program.slots.indexOf(slot) + 1,
      into: slotRef(slot),
      taken: false,
    })),
  ];
  const alone: Wanted = { result: 0, into: OUTPUT, taken: false };
  const bodies = {
    train: compile(program.train, whole, 'train'),
    told: compile(program.train, [...whole, alone], 'train'),
    point: program.evalPoint && compile(program.evalPoint, [alone], 'point'),
  };
  return { bodies, buffers, size: Math.ceil(arena.reserved / 4) };
}

/**
 * Puts planned shaders to work. Numbers of model extent are float64 and worked out on the host, all others are float32;
 * where a reduction gives one number for a model or a tensor, the host adds up what workgroups have found.
 *
 * @param machine whose arena has the plan's size
 */
export function createShaderOptimizer(
  program: Program,
  parameters: readonly ParameterInfo[],
  { bodies, buffers }: ShaderPlan,
  machine: ShaderMachine,
): ShaderOptimizer {
  const tensors = parameters.map(factsOf);
  const placeOf = (ref: BufferRef): number => buffers.addressOf(ref, '', 0) / 4;
  const countOf = (ref: BufferRef): number =>
    buffers.layoutOf('extent' in ref ? ref.extent : 'elem').total;
  const compiled = new Set<ShaderBody>();
  const ready = async (body: ShaderBody): Promise<ShaderBody> => {
    if (!compiled.has(body)) await machine.compile(body.shaders);
    compiled.add(body);
    return body;
  };

  /** Of model extent a number, of tensor extent one per tensor; all others lie in the arena. */
  let few: Map<string, number | readonly number[]> | null = null;
  let lastContext: StepContext | null = null;

  const sourceAt =
    (context: StepContext): NumberSource =>
    (operand, tensor) => {
      if (operand.from !== 'slot') return modelNumber(operand, context, program)!;
      const kept = few!.get(operand.name)!;
      return typeof kept === 'number' ? kept : kept[tensor];
    };
  const momentAt = (context: StepContext, passes: ShaderPasses): ShaderMoment => ({
    seed: context.seed ?? 0,
    step: context.step,
    source: sourceAt(context),
    passes,
  });

  /** Puts a slot's numbers, one list per tensor, where they are kept. */
  const keep = (slot: Slot, partOf: (tensor: number) => ArrayLike<number>): void => {
    if (slot.extent === 'model') few!.set(slot.name, partOf(0)[0]);
    else if (!isBuffer(slot))
      few!.set(
        slot.name,
        tensors.map((_, t) => partOf(t)[0]),
      );
    else {
      const { offsets, total } = buffers.layoutOf(slot.extent as Domain);
      const flat = new Float32Array(total);
      tensors.forEach((_, t) => flat.set(partOf(t), offsets[t]));
      machine.write(placeOf(slotRef(slot)), flat);
    }
  };

  const partsOf = async (ref: BufferRef): Promise<Float32Array[]> => {
    const { offsets, counts } = buffers.layoutOf('extent' in ref ? ref.extent : 'elem');
    const flat = await machine.read(placeOf(ref), countOf(ref));
    return offsets.map((offset, t) => flat.slice(offset, offset + counts[t]));
  };

  const startSlots = async (context: StepContext): Promise<void> => {
    few = new Map();
    const asked = program.slots.some(({ initial }) => initial !== null);
    const [w, g] = asked ? [await partsOf(WEIGHTS), await partsOf(GRADIENTS)] : [[], []];
    const given = (operand: Parameters<NumberSource>[0]): Value => {
      const lists = operand.from === 'input' && { w, g }[operand.name as 'w' | 'g'];
      if (!lists) return sourceAt(context)(operand, 0);
      return tensors.map((facts, t) => ({
        ...shapeOf('elem', facts),
        data: Float64Array.from(lists[t]),
      }));
    };
    for (const slot of program.slots) {
      const start: Value = slot.initial
        ? evaluate(slot.initial, {
            tensors,
            round: Math.fround,
            moment: { seed: context.seed ?? 0, step: context.step },
            given,
            pass: () => refusePasses(),
          })[0]
        : 0;
      if (slot.extent === 'model') keep(slot, () => [start as number]);
      else
        keep(slot, (t) => {
          const own = typeof start === 'number' ? scalarMatrix(Math.fround(start)) : start[t];
          return expand(own, shapeOf(slot.extent, tensors[t])).data;
        });
    }
  };

  const moveFewSlots = (body: ShaderBody): void => {
    const next = new Map(few);
    program.slots.forEach((slot, i) => {
      if (isBuffer(slot)) return;
      const result: Operand = program.train.results[i + 1];
      const one = slot.extent === 'model';
      next.set(
        slot.name,
        one ? body.modelNumber(result) : tensors.map((_, t) => body.tensorNumber(result, t)),
      );
    });
    few = next;
  };

  return {
    places: {
      weights: placeOf(WEIGHTS),
      gradients: placeOf(GRADIENTS),
      updates: placeOf(OUTPUT),
    },

    async step(context, updates, passes = refuseLater) {
      if (!few) await startSlots(context);
      const body = await ready(updates ? bodies.told : bodies.train);
      await body.execute(machine, momentAt(context, passes));
      moveFewSlots(body);
      lastContext = context;
    },

    async evalPoint() {
      if (!bodies.point || !few || !lastContext) return false;
      const body = await ready(bodies.point);
      await body.execute(machine, momentAt(lastContext, refuseLater));
      return true;
    },

    async readSlots() {
      if (!few) return null;
      const values: Record<string, SlotValues[string]> = {};
      for (const slot of program.slots) {
        const kept = few.get(slot.name);
        if (kept === undefined) values[slot.name] = await partsOf(slotRef(slot));
        else
          values[slot.name] = typeof kept === 'number' ? kept : kept.map((x) => Float32Array.of(x));
      }
      return values;
    },

    writeSlots(values, context) {
      const saved = program.slots.map((slot) => savedSlot(values, slot));
      few = new Map();
      program.slots.forEach((slot, i) => {
        const value = saved[i];
        keep(slot, (t) => {
          if (typeof value === 'number') return [value];
          return savedPart(value, t, slot, shapeOf(slot.extent, tensors[t]));
        });
      });
      lastContext = context;
    },
  };
}

const refuseLater: ShaderPasses = async () => refusePasses();

const isBuffer = ({ extent }: Slot): boolean => KERNEL_EXTENTS.includes(extent);

const slotRef = ({ name, extent }: Slot): BufferRef => ({
  of: 'slot',
  name,
  extent: extent as Domain,
});
