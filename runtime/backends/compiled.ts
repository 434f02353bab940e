import type { Backend, LoadedBackend } from './backend';

export const compiled: Backend = {
  name: 'compiled',
  title: 'fused WebAssembly, our own',
  unverified: false,
  instead: 'tfjs-wasm',
  find: async () => ({ available: true, detail: 'built in' }),
};

/** Nothing is to be started: each engine compiles its model. */
export async function startCompiled(): Promise<LoadedBackend> {
  const { createCompiledEngine } = await import('../engines/compiled/engine');
  return {
    name: 'compiled',
    createEngine: async (options) => createCompiledEngine(options),
    versions: {},
    device: '',
    software: false,
    dispose: () => undefined,
  };
}
