import type { BackendChoice, BackendName } from '../protocol/runs';
import { BackendError, firstLine, type LoadedBackend } from './backend';
import { backendNamed } from './table';
import { findGpu, type GpuDevice } from './tfjs-webgpu';

/**
 * Floating-point operations a step from which a GPU pays. TensorFlow.js's WASM backend did 30 GFLOP/s on matrix
 * products (128×784×256 and 512×1024×1024, one core of a Zen 4), and about 10 ms is what a step's hundred or so
 * dispatches and its read-back cost on a GPU: below that product WASM is done first.
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
  const compiler = 'the compiled backend comes with the compiler';
  if (work < GPU_WORTH_FLOP) {
    return {
      name: 'tfjs-wasm',
      reason: `auto: ${flopWords(work)} a step are too little work for a GPU, and ${compiler}.`,
    };
  }
  const without = gpu ? `${gpu.device} is a software driver` : 'no GPU was found';
  return { name: 'tfjs-wasm', reason: `auto: ${without}, and ${compiler}.` };
}

/** `0.44 MFLOP`, `12 GFLOP`. */
const flopWords = (work: number): string =>
  work >= 1e9
    ? `${Number((work / 1e9).toPrecision(2))} GFLOP`
    : `${Number((work / 1e6).toPrecision(2))} MFLOP`;

/** Decides on a backend without starting it; looks for a GPU only where one could pay. */
export async function chooseBackend(choice: BackendChoice, work: number): Promise<Choice> {
  if (choice !== 'auto') return { name: choice, reason: 'asked for.' };
  const gpu = work < GPU_WORTH_FLOP ? null : await findGpu().catch(() => null);
  return chooseAutomatically(work, gpu);
}

export interface OpenedBackend {
  readonly backend: LoadedBackend;
  readonly reason: string;
  /** What went otherwise than asked: one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Chooses a backend and starts it; where it fails, the one that stands in for it, with a warning that says why.
 * Throws a BackendError when not even the last one starts.
 */
export async function openBackend(choice: BackendChoice, work: number): Promise<OpenedBackend> {
  const first = await chooseBackend(choice, work);
  const failures: string[] = [];
  for (let name: BackendName | null = first.name; name; name = backendNamed(name).instead) {
    try {
      const backend = await backendNamed(name).load();
      // A software GPU is there for those who ask for it by name; nobody is served by falling back on it.
      if (backend.software && failures.length > 0) {
        backend.dispose();
        continue;
      }
      if (failures.length === 0) return { backend, reason: first.reason, warnings: [] };
      const warning = `${failures[0]} Training on ${name} instead.`;
      return { backend, reason: warning, warnings: [warning] };
    } catch (error) {
      failures.push(`${name} cannot be used: ${firstLine(error)}`);
    }
  }
  throw new BackendError(failures.join(' '));
}
