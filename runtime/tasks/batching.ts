import { permutation, draws } from '../data/sampling';

/** Which examples a training step takes. */
export interface StepExamples {
  /** Positions in the training set. */
  readonly examples: Uint32Array;
  /** 0, 1, … */
  readonly epoch: number;
  readonly epochEnd: boolean;
}

export interface EpochOrder {
  readonly batchesPerEpoch: number;
  /** The examples of step 1, 2, …: random access, the same whatever was asked before. */
  examplesAt(step: number): StepExamples;
}

/**
 * Every epoch goes once through all examples in an order of its own, a pure function of seed and epoch. The last batch
 * of an epoch holds what is left. The order of the epoch last asked for is kept.
 */
export function epochOrder(count: number, batch: number, seed: number): EpochOrder {
  const batchesPerEpoch = Math.ceil(count / batch);
  let heldEpoch = -1;
  let order: Uint32Array = new Uint32Array();
  return {
    batchesPerEpoch,
    examplesAt(step) {
      const epoch = Math.floor((step - 1) / batchesPerEpoch);
      if (epoch !== heldEpoch) {
        order = permutation(count, draws(seed, 'order', epoch));
        heldEpoch = epoch;
      }
      const within = (step - 1) % batchesPerEpoch;
      const examples = order.subarray(within * batch, Math.min(count, (within + 1) * batch));
      return { examples, epoch, epochEnd: within === batchesPerEpoch - 1 };
    },
  };
}

/** Rows of a row-major array [count, width], gathered. */
export function gather<T extends Float32Array | Int32Array>(
  rows: T,
  width: number,
  examples: ArrayLike<number>,
): T {
  const gathered = new (rows.constructor as new (length: number) => T)(examples.length * width);
  for (let i = 0; i < examples.length; i++) {
    const start = examples[i]! * width;
    gathered.set(rows.subarray(start, start + width), i * width);
  }
  return gathered;
}

/** Ranges [from, to) that cut 0 … count into pieces of `size`, the last one maybe smaller. */
export function* slices(count: number, size: number): Iterable<{ from: number; to: number }> {
  for (let from = 0; from < count; from += size) yield { from, to: Math.min(count, from + size) };
}
