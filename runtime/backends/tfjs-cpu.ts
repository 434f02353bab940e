import type { Backend } from './backend';

export const tfjsCpu: Backend = {
  name: 'tfjs-cpu',
  title: 'TensorFlow.js in plain JavaScript: slow, works everywhere',
  unverified: false,
  instead: null,
  find: async () => ({ available: true, detail: 'built in' }),
};
