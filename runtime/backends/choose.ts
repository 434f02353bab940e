import type { BackendChoice, BackendName } from '../protocol/runs';
import { BackendError } from './backend';
import { probeGpu, type GpuDevice } from './gpu';

/**
 * Floating-point operations a step from which a GPU pays. WebAssembly does 30 GFLOP/s on matrix products (128×784×256
 * and 512×1024×1024, one core of a Zen 4, Node 20), and about 10 ms is what a step's hundred or so dispatches and its
 * read-back cost on a GPU: below that product WebAssembly is done first.
 */
export const GPU_WORTH_FLOP = 3e8;

export interface Choice {
  readonly name: BackendName;
  /** One sentence for people. */
  readonly reason: string;
}

/** What `auto` takes, from a step's work and the GPU (null: none, or not asked for). */
export function chooseAutomatically(work: number, gpu: GpuDevice | null): Choice {
  if (gpu && !gpu.software && work >= GPU_WORTH_FLOP) {
    return {
      name: 'tfjs-webgpu',
      reason: `auto: ${flopWords(work)} a step are enough work for the GPU (${gpu.device}).`,
    };
  }
  if (work < GPU_WORTH_FLOP) {
    return {
      name: 'compiled',
      reason: `auto: ${flopWords(work)} a step are too little work for a GPU.`,
    };
  }
  const without = gpu ? `${gpu.device} is a software driver` : 'no GPU was found';
  return { name: 'compiled', reason: `auto: ${without}.` };
}

/** `0.44 MFLOP`, `12 GFLOP`. */
const flopWords = (work: number): string =>
  work >= 1e9
    ? `${Number((work / 1e9).toPrecision(2))} GFLOP`
    : `${Number((work / 1e6).toPrecision(2))} MFLOP`;

/** For a model that is itself written in TensorFlow.js. */
function chooseForTfjs(choice: BackendChoice): Choice {
  if (choice === 'compiled')
    throw new BackendError(
      'A model that is written in TensorFlow.js cannot be compiled; choose tfjs-wasm, or leave the choice to auto.',
    );
  if (choice !== 'auto') return { name: choice, reason: 'asked for.' };
  return { name: 'tfjs-wasm', reason: 'auto: the model is written in TensorFlow.js.' };
}

/**
 * Decides on a backend without starting it; looks for a GPU only where one could pay. Throws a
 * BackendError for what cannot be meant.
 *
 * @param work a step's; null for a model that is written in TensorFlow.js
 */
export async function chooseBackend(choice: BackendChoice, work: number | null): Promise<Choice> {
  if (work === null) return chooseForTfjs(choice);
  if (choice !== 'auto') return { name: choice, reason: 'asked for.' };
  const gpu = work < GPU_WORTH_FLOP ? null : await probeGpu().catch(() => null);
  return chooseAutomatically(work, gpu);
}
