import type { BackendChoice, BackendName } from '../protocol/runs';
import { BackendError, firstLine, type LoadedBackend } from './backend';
import { chooseBackend } from './choose';
import { startCompiled } from './compiled';
import { backendNamed } from './table';
import { startTfjsGpu, startTfjsNode } from './tfjs-native';
import { startTfjsWebgpu } from './tfjs-webgpu';

/**
 * How each backend is started. TensorFlow.js is loaded only when it is needed: a megabyte that whoever only lists
 * backends should not wait for.
 */
const START: Readonly<Record<BackendName, () => Promise<LoadedBackend>>> = {
  compiled: startCompiled,
  'tfjs-gpu': startTfjsGpu,
  'tfjs-webgpu': startTfjsWebgpu,
  'tfjs-node': startTfjsNode,
  'tfjs-wasm': async () => (await import('./tfjs-wasm-start')).startTfjsWasm(),
  'tfjs-cpu': async () => (await import('./tfjs-cpu-start')).startTfjsCpu(),
};

/** Starts a backend. Throws a BackendError. */
export const startBackend = (name: BackendName): Promise<LoadedBackend> => START[name]();

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
export async function openBackend(
  choice: BackendChoice,
  work: number | null,
): Promise<OpenedBackend> {
  const first = await chooseBackend(choice, work);
  const failures: string[] = [];
  for (let name: BackendName | null = first.name; name; name = backendNamed(name).instead) {
    try {
      const backend = await startBackend(name);
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
