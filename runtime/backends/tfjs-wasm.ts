import * as wasm from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { BackendError, firstLine, type Backend } from './backend';

const BINARY = 'tfjs-backend-wasm-simd.wasm';

/** Where the WASM files are: beside the bundle, or in the package when run from source. */
export function wasmFolder(): string {
  if (existsSync(join(__dirname, BINARY))) return __dirname;
  return dirname(createRequire(__filename).resolve('@tensorflow/tfjs-backend-wasm'));
}

async function start(): Promise<void> {
  // Threads need a browser's workers; in Node the threaded build never comes up.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  tf.enableProdMode();
  wasm.setWasmPaths(wasmFolder() + sep);
  if (!(await tf.setBackend('wasm'))) throw new Error('it could not be initialised');
}

export const tfjsWasm: Backend = {
  name: 'tfjs-wasm',
  title: 'TensorFlow.js on WebAssembly SIMD, one thread',
  unverified: false,
  instead: 'tfjs-cpu',
  find: async () => {
    try {
      wasmFolder();
      return { available: true, detail: `TensorFlow.js ${tf.version_core}, built in` };
    } catch {
      return { available: false, detail: `${BINARY} is missing; reinstall Optiscope.` };
    }
  },
  load: async () => {
    try {
      await start();
    } catch (error) {
      throw new BackendError(`its WebAssembly module does not load (${firstLine(error)}).`);
    }
    return {
      name: 'tfjs-wasm',
      tf,
      versions: {
        '@tensorflow/tfjs-core': tf.version_core,
        '@tensorflow/tfjs-backend-wasm': wasm.version_wasm,
      },
      device: '',
      software: false,
      dispose: () => tf.engine().reset(),
    };
  },
};
