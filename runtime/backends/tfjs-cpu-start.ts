import { version_cpu } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { LoadedBackend } from './backend';

/** Starts TensorFlow.js in plain JavaScript. */
export async function startTfjsCpu(): Promise<LoadedBackend> {
  // In this mode it does not print its advice to install another package.
  tf.enableProdMode();
  await tf.setBackend('cpu');
  return {
    name: 'tfjs-cpu',
    tf,
    versions: {
      '@tensorflow/tfjs-core': tf.version_core,
      '@tensorflow/tfjs-backend-cpu': version_cpu,
    },
    device: '',
    software: false,
    dispose: () => tf.engine().reset(),
  };
}
