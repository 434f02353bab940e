import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import { createShaderOptimizer, planShaders, type Program } from '../../../language';
import type { Parameter } from '../../graph/graph';
import { sizeOf } from '../../graph/shapes';
import type { Mover } from './mover';
import { TfjsShaderMachine } from './shader-machine';
import type { WebgpuBackend } from './webgpu';

/**
 * Moves weights by shaders of the program's own. Weights, gradients and slots lie in one buffer of the device; gradients
 * are copied there, and weights out of there, on the device. Where that cannot be, `lacking` says why in a sentence.
 */
export function shaderMover(
  tf: typeof tfjs,
  program: Program,
  parameters: readonly Parameter[],
): Mover | { readonly lacking: string } {
  const backend = tf.backend() as WebgpuBackend;
  const plan = planShaders(program, parameters);
  if ('lacking' in plan)
    return {
      lacking: `The program has no shader for ${plan.lacking}, so it runs as TensorFlow.js's operations.`,
    };
  const { maxBufferSize, maxStorageBufferBindingSize } = backend.device.limits;
  const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  if (4 * plan.size > most) {
    const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MB`;
    return {
      lacking: `Weights and slots take ${megabytes(4 * plan.size)}, and a buffer of this device ${megabytes(most)}, so the program runs as TensorFlow.js's operations.`,
    };
  }
  const machine = new TfjsShaderMachine(backend, plan.size);
  const optimizer = createShaderOptimizer(program, parameters, plan, machine);
  const { places } = optimizer;
  const sizes = parameters.map(({ shape }) => ({ size: sizeOf(shape) }));
  const buffers = () => sizes.map(({ size }) => machine.bufferFor(size));
  const weightBuffers = buffers();
  let updateBuffers: ReturnType<typeof buffers> | null = null;
  let pointBuffers: ReturnType<typeof buffers> | null = null;
  /** The tensors that hold what the arena has. */
  let held: readonly Tensor[] = [];

  const asTensors = (from: ReturnType<typeof buffers>): Tensor[] =>
    parameters.map(({ shape }, i) =>
      tf.tensor({ buffer: from[i], zeroCopy: true } as never, [...shape], 'float32'),
    );
  /** Tensors of what lies in the arena, in buffers that are used again. */
  const tensorsAt = (at: number, into: ReturnType<typeof buffers>): Tensor[] => {
    machine.give(at, sizes, into);
    return asTensors(into);
  };
  /** The same of what lies at places of their own. */
  const pointAt = (points: readonly number[]): Tensor[] => {
    const into = (pointBuffers ??= buffers());
    points.forEach((at, i) => machine.give(at, [sizes[i]!], [into[i]!]));
    return asTensors(into);
  };
  const updates = (): Tensor[] => tensorsAt(places.updates, (updateBuffers ??= buffers()));
  const takeWeights = (weights: readonly Tensor[]): void => {
    if (weights !== held) machine.take(weights, places.weights);
  };

  return {
    remark: null,
    async step(weights, gradients, context, passes, told) {
      takeWeights(weights);
      machine.take(gradients, places.gradients);
      await optimizer.step(context, told, async (points, into) => {
        const there = pointAt(points);
        const { loss, gradients } = await passes(there).finally(() => tf.dispose(there));
        into.forEach((at) => machine.take(gradients, at));
        tf.dispose([...gradients]);
        return loss;
      });
      return {
        updates: told ? updates() : null,
        moved: () => (held = tensorsAt(places.weights, weightBuffers)),
      };
    },
    async evalPoint(weights) {
      takeWeights(weights);
      return (await optimizer.evalPoint()) ? updates() : weights.map((tensor) => tensor.clone());
    },
    readSlots: () => optimizer.readSlots(),
    writeSlots: (values, context) => optimizer.writeSlots(values, context),
    dispose() {
      machine.dispose();
      const all = [weightBuffers, updateBuffers ?? [], pointBuffers ?? []];
      for (const buffer of all.flat()) buffer.destroy();
    },
  };
}
