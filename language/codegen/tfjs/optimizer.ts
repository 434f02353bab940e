import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import { factsOf, shapeOf } from '../../interpret/matrix';
import {
  modelNumber,
  NO_PASSES,
  savedPart,
  savedSlot,
  SettledSizes,
  type SlotValues,
} from '../../interpret/slots';
import { idleSlots } from '../../ir/needed';
import type { Program, Slot } from '../../ir/program';
import type { ParameterInfo, StepContext } from '../../parameters';
import { planBody, type Plan } from './plan';
import { runBody, type Result, type Shape, type Sources, type Wanted } from './run';

/**
 * The loss of this step's batch, and its gradient, at other weights: what `gradient_at` and `loss_at` ask for.
 * The weights stay the optimizer's to dispose of, the gradients become it.
 */
export type TfjsPasses = (weights: readonly Tensor[]) => Promise<{
  readonly loss: number;
  readonly gradients: readonly Tensor[];
}>;

/** A program at work on one model through TensorFlow.js, on whichever backend is current. */
export interface TfjsOptimizer {
  /**
   * The updates to subtract from the weights, in the shapes of the parameters; they are the caller's to
   * dispose of. Weights and gradients stay the caller's. The slots move on. Throws a sentence for a program that
   * asks for gradients elsewhere where there are no `passes`.
   */
  step(
    weights: readonly Tensor[],
    gradients: readonly Tensor[],
    context: StepContext,
    passes?: TfjsPasses,
  ): Promise<Tensor[]>;
  /** Where to evaluate: by `eval_point` if the program has one and has made a step, else copies of the weights. */
  evalPoint(weights: readonly Tensor[]): Promise<Tensor[]>;
  /** Null before the first step. */
  readSlots(): Promise<SlotValues | null>;
  /** Goes on from what `readSlots` gave; throws a sentence where that came from another program. */
  writeSlots(values: SlotValues, context: StepContext): void;
  dispose(): void;
}

/** Stands for what a tensor has no use for. */
const NOTHING: Shape = { rows: 1, cols: 1 };

/**
 * Prepares a program for a model's parameters. `tf` is handed in, so that the language depends on no backend.
 * One step reads back from the device once for each group of reductions over all parameters, else never.
 */
export function createTfjsOptimizer(
  tf: typeof tfjs,
  program: Program,
  parameters: readonly ParameterInfo[],
): TfjsOptimizer {
  const sizes = new SettledSizes(program);
  let tensors = parameters.map(factsOf);
  const idle = tensors.map((facts) => idleSlots(program, facts));
  const train = planBody(
    program.train,
    tensors,
    (t, i) => i === 0 || !idle[t].has(program.slots[i - 1].name),
  );
  const evalPoint = program.evalPoint && planBody(program.evalPoint, tensors);
  let slots: Map<string, Result> | null = null;
  let lastContext: StepContext | null = null;

  const asMatrices = (given: readonly Tensor[]): Tensor2D[] =>
    given.map((tensor, t) => tf.reshape(tensor, [tensors[t].rows, tensors[t].cols]));

  const asParameters = (matrices: Result): Tensor[] =>
    (matrices as readonly Tensor2D[]).map((matrix, t) => {
      const shaped = tf.reshape(matrix, [...parameters[t].shape]);
      matrix.dispose();
      return shaped;
    });

  const passThrough =
    (passes: TfjsPasses | undefined): Sources['pass'] =>
    async (points) => {
      if (!passes) throw new Error(NO_PASSES);
      const weights = points.map((point, t) => tf.reshape(point, [...parameters[t].shape]));
      const { loss, gradients } = await passes(weights).finally(() => tf.dispose(weights));
      const matrices = asMatrices(gradients);
      tf.dispose([...gradients]);
      return { loss, gradients: matrices };
    };

  const sources = (
    w: readonly Tensor[],
    g: readonly Tensor[],
    context: StepContext,
    passes?: TfjsPasses,
  ): Sources => ({
    moment: { seed: context.seed ?? 0, step: context.step },
    pass: passThrough(passes),
    number: (operand) => {
      const kept = operand.from === 'slot' ? slots!.get(operand.name)! : null;
      if (typeof kept === 'number') return kept;
      return sizes.of(operand) ?? modelNumber(operand, context, program);
    },
    tensor: (operand, t) => {
      if (operand.from === 'slot') return (slots!.get(operand.name) as readonly Tensor2D[])[t];
      return operand.name === 'w' ? w[t] : g[t];
    },
  });

  /** How large what is kept for a tensor is; null where it has no use for the slot. */
  const shapeIn = ({ name, extent }: Slot, t: number): Shape | null =>
    idle[t].has(name) ? null : shapeOf(extent, tensors[t]);

  const zeros = (slot: Slot): Result => {
    if (slot.extent === 'model') return 0;
    return tensors.map((_, t) => {
      const { rows, cols } = shapeIn(slot, t) ?? NOTHING;
      return tf.zeros([rows, cols]);
    });
  };

  const asWeights: Wanted = { extent: 'elem', shape: (t) => shapeOf('elem', tensors[t]) };
  const asSlot = (slot: Slot): Wanted => ({
    extent: slot.extent,
    shape: (t) => shapeIn(slot, t),
  });

  const run = (plan: Plan, given: Sources, wanted: readonly Wanted[]) =>
    runBody(tf, plan, tensors, given, wanted);

  const initialSlots = async (given: Sources): Promise<Map<string, Result>> => {
    const initial = new Map<string, Result>();
    for (const slot of program.slots) {
      if (slot.initial) {
        const plan = planBody(slot.initial, tensors, (t) => !idle[t].has(slot.name));
        initial.set(slot.name, (await run(plan, given, [asSlot(slot)]))[0]);
      } else {
        initial.set(slot.name, zeros(slot));
      }
    }
    return initial;
  };

  const replaceSlots = (next: Map<string, Result> | null): void => {
    for (const value of slots?.values() ?? []) {
      if (typeof value !== 'number') tf.dispose([...value]);
    }
    slots = next;
  };

  return {
    async step(weights, gradients, context, passes) {
      const [w, g] = [asMatrices(weights), asMatrices(gradients)];
      try {
        if (!slots) tensors = sizes.settle(tensors, context);
        const given = sources(w, g, context, passes);
        slots ??= await initialSlots(given);
        const [update, ...next] = await run(train, given, [
          asWeights,
          ...program.slots.map(asSlot),
        ]);
        replaceSlots(new Map(program.slots.map((slot, i) => [slot.name, next[i]])));
        lastContext = context;
        return asParameters(update);
      } finally {
        tf.dispose([...w, ...g]);
      }
    },

    async evalPoint(weights) {
      if (!evalPoint || !slots || !lastContext) return weights.map((tensor) => tensor.clone());
      const w = asMatrices(weights);
      try {
        const [point] = await run(evalPoint, sources(w, [], lastContext), [asWeights]);
        return asParameters(point);
      } finally {
        tf.dispose(w);
      }
    },

    async readSlots() {
      if (!slots) return null;
      const values: Record<string, SlotValues[string]> = {};
      for (const [name, value] of slots) {
        values[name] =
          typeof value === 'number' ? value : await Promise.all(value.map((part) => part.data()));
      }
      return values;
    },

    writeSlots(values, context) {
      tensors = sizes.settle(tensors, context);
      const next = new Map<string, Result>();
      for (const slot of program.slots) {
        const saved = savedSlot(values, slot);
        if (typeof saved === 'number') {
          next.set(slot.name, saved);
          continue;
        }
        const parts = tensors.map((_, t): Tensor2D => {
          const shape = shapeIn(slot, t);
          if (shape === null) return tf.zeros([NOTHING.rows, NOTHING.cols]);
          const part = savedPart(saved, t, slot, shape);
          return tf.tensor2d(Float32Array.from(part), [shape.rows, shape.cols]);
        });
        next.set(slot.name, parts);
      }
      replaceSlots(next);
      lastContext = context;
    },

    dispose() {
      replaceSlots(null);
    },
  };
}
