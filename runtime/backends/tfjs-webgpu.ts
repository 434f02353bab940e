import type * as tfjs from '@tensorflow/tfjs-core';
import { pathToFileURL } from 'node:url';
import { BackendError, firstLine, type Backend, type LoadedBackend } from './backend';
import { DAWN, NO_GPU, describeGpu, probeGpu, type Adapter } from './gpu';
import { onTfjs } from './on-tfjs';
import { findPackage, needPackage, notInstalled } from './packages';

const BACKEND = '@tensorflow/tfjs-backend-webgpu';

/** What we use of the `webgpu` package. */
interface Dawn {
  create(options: readonly string[]): Gpu;
  readonly globals: Readonly<Record<string, unknown>>;
}
interface Gpu {
  requestAdapter(): Promise<Adapter | null>;
}

/** Dawn allows one instance a process; the GPU object must outlive every device made from it. */
let installed: Gpu | null = null;

/** Loads Dawn and puts it where browsers have it: `navigator.gpu` and the WebGPU constants. */
async function installGpu(): Promise<Gpu> {
  if (installed) return installed;
  const { main } = needPackage(DAWN, 'tfjs-webgpu');
  const dawn = (await import(pathToFileURL(main).href)) as Dawn;
  const gpu = dawn.create([]);
  Object.assign(globalThis, dawn.globals);
  // Node ≥ 21 has a navigator of its own, which cannot be written to.
  const { navigator } = globalThis as { navigator?: object };
  Object.defineProperty(globalThis, 'navigator', {
    value: { userAgent: 'node', ...navigator, gpu },
    configurable: true,
  });
  installed = gpu;
  return gpu;
}

/** The GPU, in this process. Throws a BackendError. */
async function requestAdapter(): Promise<Adapter> {
  let adapter: Adapter | null;
  try {
    adapter = await (await installGpu()).requestAdapter();
  } catch (error) {
    if (error instanceof BackendError) throw error;
    throw new BackendError(`the ${DAWN} package does not load (${firstLine(error)}).`);
  }
  if (!adapter) throw new BackendError(NO_GPU);
  return adapter;
}

/** Starts TensorFlow.js on WebGPU. Throws a BackendError. */
export async function startTfjsWebgpu(): Promise<LoadedBackend> {
  const backend = needPackage(BACKEND, 'tfjs-webgpu');
  const { device, software } = describeGpu(await requestAdapter());
  try {
    // The backend registers itself with the copy of tfjs-core that it sees, which may not be ours.
    const tf = backend.require('@tensorflow/tfjs-core') as typeof tfjs;
    backend.require(backend.main);
    tf.enableProdMode();
    if (!(await tf.setBackend('webgpu'))) throw new Error('no device could be made');
    return onTfjs(tf, {
      name: 'tfjs-webgpu',
      versions: {
        '@tensorflow/tfjs-core': tf.version_core,
        [BACKEND]: backend.version,
        [DAWN]: needPackage(DAWN, 'tfjs-webgpu').version,
      },
      device: software ? `${device} (software)` : device,
      software,
    });
  } catch (error) {
    throw new BackendError(`${BACKEND} does not start on ${device} (${firstLine(error)}).`);
  }
}

export const tfjsWebgpu: Backend = {
  name: 'tfjs-webgpu',
  title: 'TensorFlow.js on WebGPU (Dawn)',
  unverified: false,
  instead: 'tfjs-wasm',
  find: async () => {
    const missing = [DAWN, BACKEND].filter((name) => !findPackage(name));
    if (missing.length > 0)
      return { available: false, detail: notInstalled('tfjs-webgpu', ...missing), missing };
    try {
      const { device, software } = await probeGpu();
      return {
        available: true,
        detail: software ? `${device}: a software driver, slower than tfjs-wasm` : device,
      };
    } catch (error) {
      return { available: false, detail: firstLine(error) };
    }
  },
};
