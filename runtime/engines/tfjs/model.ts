import type { Tensor } from '@tensorflow/tfjs-core';
import type { Batch, Parameter } from '../../graph/graph';
import type { Evaluation } from '../engine';

/** Where a pass through a model is made. */
export interface Pass {
  readonly batch: Batch;
  readonly batchSize: number;
  readonly step: number;
  /** In the order of the parameters; they stay the caller's. */
  readonly weights: readonly Tensor[];
}

/** A model as an engine on TensorFlow.js trains it. */
export interface TfjsModel {
  readonly parameters: readonly Parameter[];
  /** The weights before the first step; the caller's to dispose of. */
  initialWeights(): Tensor[];
  /** The loss of a batch and its gradients, which are the caller's to dispose of. */
  pass(at: Pass): Promise<{ readonly loss: number; readonly gradients: readonly Tensor[] }>;
  evaluate(at: Omit<Pass, 'step'>): Promise<Evaluation>;
  dispose(): void;
}

/** A copy: the CPU backend hands out its own memory. */
export const asFloats = (values: ArrayLike<number>): Float32Array => Float32Array.from(values);

/** Reads a tensor and disposes it. */
export const readFloats = async (tensor: Tensor): Promise<Float32Array> => {
  const values = asFloats(await tensor.data());
  tensor.dispose();
  return values;
};

export const readNumber = async (scalar: Tensor): Promise<number> => (await readFloats(scalar))[0]!;
