import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import {
  createTfjsOptimizer,
  type Program,
  type SlotValues,
  type StepContext,
  type TfjsPasses,
} from '../../../language';
import type { Parameter } from '../../graph/graph';
import { shaderMover } from './shader-mover';

/** What a step comes to. */
export interface Move {
  /** What is taken from the weights, where that was asked for; the caller's to dispose of. */
  readonly updates: readonly Tensor[] | null;
  /** The weights after it, the caller's; asked for once, when nobody needs those before it any more. */
  readonly moved: () => readonly Tensor[];
}

/** How weights are moved by a program. */
export interface Mover {
  /** Why it is not the fastest way on this backend: a sentence; null where there is nothing to say. */
  readonly remark: string | null;
  step(
    weights: readonly Tensor[],
    gradients: readonly Tensor[],
    context: StepContext,
    passes: TfjsPasses,
    told: boolean,
  ): Promise<Move>;
  /** Where to evaluate; the caller's to dispose of. */
  evalPoint(weights: readonly Tensor[]): Promise<readonly Tensor[]>;
  readSlots(): Promise<SlotValues | null>;
  writeSlots(values: SlotValues, context: StepContext): void;
  dispose(): void;
}

/** By shaders of our own on WebGPU, where the program's functions have some; otherwise by TensorFlow.js's operations. */
export function createMover(
  tf: typeof tfjs,
  program: Program,
  parameters: readonly Parameter[],
): Mover {
  if (tf.getBackend() !== 'webgpu') return tfjsMover(tf, program, parameters, null);
  const found = shaderMover(tf, program, parameters);
  return 'lacking' in found ? tfjsMover(tf, program, parameters, found.lacking) : found;
}

function tfjsMover(
  tf: typeof tfjs,
  program: Program,
  parameters: readonly Parameter[],
  remark: string | null,
): Mover {
  const optimizer = createTfjsOptimizer(tf, program, parameters);
  return {
    remark,
    async step(weights, gradients, context, passes) {
      const updates = await optimizer.step(weights, gradients, context, passes);
      return { updates, moved: () => weights.map((weight, i) => tf.sub(weight, updates[i]!)) };
    },
    evalPoint: (weights) => optimizer.evalPoint(weights),
    readSlots: () => optimizer.readSlots(),
    writeSlots: (values, context) => optimizer.writeSlots(values, context),
    dispose: () => optimizer.dispose(),
  };
}
