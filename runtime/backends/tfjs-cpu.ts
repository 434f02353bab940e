import { version_cpu } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend';

export const tfjsCpu: Backend = {
  name: 'tfjs-cpu',
  title: 'TensorFlow.js in plain JavaScript: slow, works everywhere',
  unverified: false,
  instead: null,
  find: async () => ({ available: true, detail: `TensorFlow.js ${tf.version_core}, built in` }),
  load: async () => {
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
  },
};
