import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Backend } from './backend';

const BINARY = 'tfjs-backend-wasm-simd.wasm';

/** Where the WASM files are: beside the bundle, or in the package when run from source. */
export function wasmFolder(): string {
  if (existsSync(join(__dirname, BINARY))) return __dirname;
  return dirname(createRequire(__filename).resolve('@tensorflow/tfjs-backend-wasm'));
}

export const tfjsWasm: Backend = {
  name: 'tfjs-wasm',
  title: 'TensorFlow.js on WebAssembly SIMD, one thread',
  unverified: false,
  instead: 'tfjs-cpu',
  find: async () => {
    try {
      wasmFolder();
      return { available: true, detail: 'built in' };
    } catch {
      return { available: false, detail: `${BINARY} is missing; reinstall Optiscope.` };
    }
  },
};
