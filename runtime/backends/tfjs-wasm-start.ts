import * as wasm from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { sep } from 'node:path';
import { BackendError, firstLine, type LoadedBackend } from './backend';
import { onTfjs } from './on-tfjs';
import { registerPack } from '../tfjs-pack/register';
import { wasmFolder } from './tfjs-wasm';

/** Starts TensorFlow.js on WebAssembly. Throws a BackendError. */
export async function startTfjsWasm(): Promise<LoadedBackend> {
  try {
    await start();
  } catch (error) {
    throw new BackendError(`its WebAssembly module does not load (${firstLine(error)}).`);
  }
  return onTfjs(tf, {
    name: 'tfjs-wasm',
    versions: {
      '@tensorflow/tfjs-core': tf.version_core,
      '@tensorflow/tfjs-backend-wasm': wasm.version_wasm,
    },
    device: '',
    software: false,
  });
}

async function start(): Promise<void> {
  // Threads need a browser's workers; in Node the threaded build never comes up.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  tf.enableProdMode();
  wasm.setWasmPaths(wasmFolder() + sep);
  if (!(await tf.setBackend('wasm'))) throw new Error('it could not be initialised');
  registerPack();
}
