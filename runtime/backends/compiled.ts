import { BackendError, type Backend, type LoadedBackend } from './backend';

const NOT_THERE = 'our own WebAssembly compiler is not there yet; use tfjs-wasm until it is.';

export const compiled: Backend = {
  name: 'compiled',
  title: 'fused WebAssembly',
  unverified: false,
  instead: 'tfjs-wasm',
  find: async () => ({ available: false, detail: NOT_THERE }),
};

/** Throws a BackendError. */
export async function startCompiled(): Promise<LoadedBackend> {
  throw new BackendError(NOT_THERE);
}
