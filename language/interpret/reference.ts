import type { Round } from '../functions/entry';
import { idleSlots, neededOf } from '../ir/needed';
import type { Extent, Program, Slot } from '../ir/program';
import type { ParameterInfo, StepContext } from '../parameters';
import type { Observation } from './figures';
import { evaluate, type Given, type Value, type World } from './evaluate';
import { expand, factsOf, fill, scalarMatrix, shapeOf, type Matrix } from './matrix';
import {
  modelNumber,
  NO_PASSES,
  savedPart,
  savedSlot,
  SettledSizes,
  type SlotValues,
} from './slots';
import { Watch } from './watch';

/** float64 is the mathematics; float32 rounds after every operation, as executors do. */
export type Precision = 'float64' | 'float32';

/** The loss of this step's batch, and its gradient, at other weights: what `gradient_at` and `loss_at` ask for. */
export type Passes = (weights: readonly Float64Array[]) => {
  readonly loss: number;
  readonly gradients: readonly ArrayLike<number>[];
};

/** A program at work on one model, worked out in the plainest way. All lists are row-major, one per parameter. */
export interface ReferenceOptimizer {
  /**
   * The update that the program wants subtracted from the weights; its slots move on. Throws a sentence for a
   * program that asks for gradients elsewhere where there are no `passes`.
   *
   * @param observed told what the values that can be watched (`findWatched`) have been
   */
  step(
    weights: readonly ArrayLike<number>[],
    gradients: readonly ArrayLike<number>[],
    context: StepContext,
    passes?: Passes,
    observed?: (values: Observation) => void,
  ): Float64Array[];
  /** Where to evaluate the model: by the program's `eval_point` if it has one and has made a step, else the weights. */
  evalPoint(weights: readonly ArrayLike<number>[]): Float64Array[];
  /** Null before the first step, which is when slots get their initial values. */
  readSlots(): SlotValues | null;
  /**
   * Goes on from what `readSlots` gave; throws a sentence where that came from another program.
   * `context` is that of the last step made, for an `eval_point` asked for before the next.
   */
  writeSlots(values: SlotValues, context: StepContext): void;
}

/** Prepares a program for a model's parameters. */
export function createReferenceOptimizer(
  program: Program,
  parameters: readonly ParameterInfo[],
  precision: Precision,
): ReferenceOptimizer {
  const round: Round = precision === 'float32' ? Math.fround : (x) => x;
  const sizes = new SettledSizes(program);
  let tensors = parameters.map(factsOf);
  const idle = tensors.map((facts) => idleSlots(program, facts));
  const train = tensors.map(
    (facts, t) =>
      neededOf(program.train, facts, (i) => i === 0 || !idle[t].has(program.slots[i - 1].name))
        .statements,
  );
  let slots: Map<string, Value> | null = null;
  let lastContext: StepContext | null = null;

  const asMatrices = (lists: readonly ArrayLike<number>[]): Matrix[] =>
    lists.map((list, t) => ({
      ...shapeOf('elem', tensors[t]),
      data: Float64Array.from(list, round),
    }));

  /** A value in the extent in which it is kept; for a tensor that has no use for a slot, nothing. */
  const keptAs = (value: Value, extent: Extent, slot?: string): Value => {
    if (extent === 'model') return value;
    return tensors.map((facts, t) => {
      if (slot !== undefined && idle[t].has(slot)) return scalarMatrix(0);
      const own = typeof value === 'number' ? scalarMatrix(round(value)) : value[t];
      return expand(own, shapeOf(extent, facts));
    });
  };

  const worldOf = (
    w: readonly Matrix[],
    g: readonly Matrix[] | null,
    context: StepContext,
    passes: Passes = refusePasses,
  ): World => ({
    tensors,
    round,
    moment: { seed: context.seed ?? 0, step: context.step },
    pass: (points) => {
      const { loss, gradients } = passes(points.map(({ data }) => data));
      return { loss, gradients: asMatrices(gradients) };
    },
    given: (operand: Given) => {
      if (operand.from === 'slot') return slots!.get(operand.name)!;
      if (operand.from === 'input' && operand.name === 'w') return w;
      if (operand.from === 'input' && operand.name === 'g') return g!;
      return sizes.of(operand) ?? modelNumber(operand, context, program)!;
    },
  });

  const restored = (saved: SlotValues[string], slot: Slot): Value => {
    if (typeof saved === 'number') return saved;
    return tensors.map((facts, t) => {
      if (idle[t].has(slot.name)) return scalarMatrix(0);
      const shape = shapeOf(slot.extent, facts);
      const part = savedPart(saved, t, slot, shape);
      return fill(shape, (row, col) => part[row * shape.cols + col]);
    });
  };

  const initialSlots = (world: World): Map<string, Value> =>
    new Map(
      program.slots.map((slot) => {
        const { name, extent, initial } = slot;
        const needed = tensors.map((facts, t) =>
          initial ? neededOf(initial, facts, () => !idle[t].has(name)).statements : new Set(),
        );
        const start = initial
          ? evaluate(initial, { ...world, isNeeded: (id, t) => needed[t].has(id) })[0]
          : 0;
        return [name, keptAs(start, extent, name)];
      }),
    );

  return {
    step(weights, gradients, context, passes, observed) {
      if (!slots) tensors = sizes.settle(tensors, context);
      const world = worldOf(asMatrices(weights), asMatrices(gradients), context, passes);
      slots ??= initialSlots(world);
      const isNeeded = (id: number, t: number): boolean => train[t].has(id);
      const watch = observed ? new Watch(program, tensors.length, isNeeded) : null;
      const [update, ...next] = evaluate(program.train, {
        ...world,
        isNeeded,
        ...(watch && { watch: watch.see.bind(watch) }),
      });
      if (watch) observed?.(watch.observation());
      slots = new Map(
        program.slots.map(({ name, extent }, i) => [name, keptAs(next[i], extent, name)]),
      );
      lastContext = context;
      return (keptAs(update, 'elem') as readonly Matrix[]).map((matrix) => matrix.data.slice());
    },

    evalPoint(weights) {
      const w = asMatrices(weights);
      if (!program.evalPoint || !slots || !lastContext) return w.map((matrix) => matrix.data);
      const [point] = evaluate(program.evalPoint, worldOf(w, null, lastContext));
      return (keptAs(point, 'elem') as readonly Matrix[]).map((matrix) => matrix.data.slice());
    },

    readSlots() {
      if (!slots) return null;
      return Object.fromEntries(
        [...slots].map(([name, value]) => [
          name,
          typeof value === 'number' ? value : value.map((matrix) => matrix.data.slice()),
        ]),
      );
    },

    writeSlots(values, context) {
      tensors = sizes.settle(tensors, context);
      slots = new Map(
        program.slots.map((slot) => [slot.name, restored(savedSlot(values, slot), slot)]),
      );
      lastContext = context;
    },
  };
}

function refusePasses(): never {
  throw new Error(NO_PASSES);
}
