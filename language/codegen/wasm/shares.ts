import type { TensorFacts } from '../../functions/entry';
import { isFlat } from './kernel';
import type { LoweredKernel } from './lower';
import type { Run } from './runs';

/** Fewer elements than this take less time than it takes another thread to hear of them. */
const LEAST = 8192;
/** Of a reduction, which writes nothing: more, since each share is brought together with the others. */
const LEAST_REDUCED = 16_384;
/** More shares than threads, so that one that is held up holds up less. */
const PER_THREAD = 2;
const MOST = 30;
/** The last block of a share must not reach into the next one. */
const BLOCK = 4;

/**
 * Cuts a run into shares that a kernel may go through at the same time; one where it cannot, or where it does not pay.
 * Each element is worked out by itself, so that cutting changes nothing.
 */
export function sharesOf(run: Run, { kernel, domain }: LoweredKernel, threads: number): Run[] {
  const elements = run.rows * run.cols;
  const alone =
    domain !== 'elem' ||
    !isFlat(kernel) ||
    kernel.folds.length > 0 ||
    kernel.taps.length > 0 ||
    kernel.graph.called.size > 0;
  const count = alone ? 1 : Math.min(PER_THREAD * threads, MOST, Math.floor(elements / LEAST));
  return threads === 1 || count < 2 ? [run] : cut(run, count);
}

/**
 * Cuts what a reduction of whole tensors goes through into shares that are brought together in their order. They do not
 * depend on the number of threads, so that sums are the same with any.
 */
export function reducedShares(run: Run, { kernel, domain }: LoweredKernel): Run[] {
  const whole = domain !== 'elem' || !isFlat(kernel) || kernel.folds.length === 0;
  const count = whole ? 1 : Math.min(MOST, Math.floor((run.rows * run.cols) / LEAST_REDUCED));
  return count < 2 ? [run] : cut(run, count);
}

function cut(run: Run, count: number): Run[] {
  const elements = run.rows * run.cols;
  const size = Math.ceil(elements / count / BLOCK) * BLOCK;
  return Array.from({ length: Math.ceil(elements / size) }, (_, i) => {
    const first = i * size;
    return { ...run, rows: 1, cols: Math.min(size, elements - first), first };
  });
}

/**
 * What a kernel is called for: the tensors one by one where it measures values, since those are wanted of each; else
 * shares of them for several threads.
 */
export function partsOf(
  run: Run,
  lowered: LoweredKernel,
  tensors: readonly TensorFacts[],
  threads: number,
): Run[] {
  if (lowered.tapped.length === 0) return sharesOf(run, lowered, threads);
  return run.tensors.map((t) => {
    const { rows, cols } = tensors[t];
    return { ...run, tensors: [t], rows, cols };
  });
}
