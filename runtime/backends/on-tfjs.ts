import type * as tfjs from '@tensorflow/tfjs-core';
import { createTfjsEngine } from '../engines/tfjs/engine';
import type { LoadedBackend } from './backend';

/** TensorFlow.js with one of its own backends active. */
export interface TfjsBackend extends LoadedBackend {
  readonly tf: typeof tfjs;
}

export const onTfjs = (
  tf: typeof tfjs,
  facts: Omit<LoadedBackend, 'createEngine' | 'dispose'>,
): TfjsBackend => ({
  ...facts,
  tf,
  createEngine: (options) => createTfjsEngine(tf, options),
  dispose: () => tf.engine().reset(),
});

export const isOnTfjs = (backend: LoadedBackend): backend is TfjsBackend => 'tf' in backend;
