import { version_cpu } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { onTfjs, type TfjsBackend } from './on-tfjs';

/** Starts TensorFlow.js in plain JavaScript. */
export async function startTfjsCpu(): Promise<TfjsBackend> {
  // In this mode it does not print its advice to install another package.
  tf.enableProdMode();
  await tf.setBackend('cpu');
  return onTfjs(tf, {
    name: 'tfjs-cpu',
    versions: {
      '@tensorflow/tfjs-core': tf.version_core,
      '@tensorflow/tfjs-backend-cpu': version_cpu,
    },
    device: '',
    software: false,
  });
}
