import type * as tfjs from '@tensorflow/tfjs-core';
import { pathToFileURL } from 'node:url';
import { BackendError, firstLine, type Backend, type LoadedBackend } from './backend';
import { findPackage, needPackage, notInstalled } from './packages';

const DAWN = 'webgpu';
const BACKEND = '@tensorflow/tfjs-backend-webgpu';

/** What we use of the `webgpu` package and of the adapter it gives. */
interface Dawn {
  create(options: readonly string[]): Gpu;
  readonly globals: Readonly<Record<string, unknown>>;
}
interface Gpu {
  requestAdapter(): Promise<Adapter | null>;
}
interface Adapter {
  readonly info: AdapterInfo;
  readonly isFallbackAdapter?: boolean;
}
interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}

export interface GpuDevice {
  readonly device: string;
  /** A driver that imitates a GPU on the CPU. */
  readonly software: boolean;
}

/** Drivers that compute on the CPU; not every version of Dawn flags them as fallback adapters. */
const SOFTWARE_DRIVERS = /swiftshader|llvmpipe|lavapipe|microsoft basic render|warp/i;

function describe({ info, isFallbackAdapter }: Adapter): GpuDevice {
  const words = [info.vendor, info.architecture, info.description].join(' ');
  const software = Boolean(
    isFallbackAdapter || info.isFallbackAdapter || SOFTWARE_DRIVERS.test(words),
  );
  return { device: info.description || `${info.vendor} ${info.architecture}`.trim(), software };
}

/** Dawn allows one instance a process; the GPU object must outlive every device made from it. */
let installed: Gpu | null = null;

/** Loads Dawn and puts it where browsers have it: `navigator.gpu` and the WebGPU constants. */
async function installGpu(): Promise<Gpu> {
  if (installed) return installed;
  const { main } = needPackage(DAWN);
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

/** The GPU that WebGPU would use. Throws a BackendError when there is none, or no `webgpu` package. */
export async function findGpu(): Promise<GpuDevice> {
  return describe(await requestAdapter());
}

async function requestAdapter(): Promise<Adapter> {
  let adapter: Adapter | null;
  try {
    adapter = await (await installGpu()).requestAdapter();
  } catch (error) {
    if (error instanceof BackendError) throw error;
    throw new BackendError(`the ${DAWN} package does not load (${firstLine(error)}).`);
  }
  if (!adapter)
    throw new BackendError(
      'no GPU was found; check that a Vulkan, Metal or D3D12 driver is installed.',
    );
  return adapter;
}

async function load(): Promise<LoadedBackend> {
  const backend = needPackage(BACKEND);
  const { device, software } = await findGpu();
  try {
    // The backend registers itself with the copy of tfjs-core that it sees, which may not be ours.
    const tf = backend.require('@tensorflow/tfjs-core') as typeof tfjs;
    backend.require(backend.main);
    tf.enableProdMode();
    if (!(await tf.setBackend('webgpu'))) throw new Error('no device could be made');
    return {
      name: 'tfjs-webgpu',
      tf,
      versions: {
        '@tensorflow/tfjs-core': tf.version_core,
        [BACKEND]: backend.version,
        [DAWN]: needPackage(DAWN).version,
      },
      device: software ? `${device} (software)` : device,
      software,
      dispose: () => tf.engine().reset(),
    };
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
    if (missing.length > 0) return { available: false, detail: notInstalled(...missing) };
    try {
      const { device, software } = await findGpu();
      return {
        available: true,
        detail: software ? `${device}: a software driver, slower than tfjs-wasm` : device,
      };
    } catch (error) {
      return { available: false, detail: firstLine(error) };
    }
  },
  load,
};
