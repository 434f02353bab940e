import type * as tfjs from '@tensorflow/tfjs-core';
import type { BackendName } from '../protocol/runs';
import { BackendError, firstLine, type Backend, type LoadedBackend } from './backend';
import { onTfjs } from './on-tfjs';
import { findPackage, howToInstall, needPackage, notInstalled } from './packages';
import { NATIVE_NEWEST_NODE, chooseNode, findNodes, majorVersion } from './node';

interface NativeChoice {
  readonly name: BackendName;
  readonly package: string;
  readonly title: string;
  readonly instead: BackendName;
}

/** The two packages that bring libtensorflow differ in nothing but their names. */
const GPU: NativeChoice = {
  name: 'tfjs-gpu',
  package: '@tensorflow/tfjs-node-gpu',
  title: 'TensorFlow on CUDA',
  instead: 'tfjs-webgpu',
};
const CPU: NativeChoice = {
  name: 'tfjs-node',
  package: '@tensorflow/tfjs-node',
  title: 'TensorFlow on the CPU',
  instead: 'tfjs-wasm',
};

const native = ({ name, package: wanted, title, instead }: NativeChoice): Backend => ({
  name,
  title,
  unverified: true,
  instead,
  find: async () => {
    const found = findPackage(wanted);
    if (!found) return { available: false, detail: notInstalled(name, wanted), missing: [wanted] };
    if (!chooseNode(name, await findNodes())) return { available: false, detail: newNode(wanted) };
    return { available: true, detail: `${wanted} ${found.version}` };
  },
});

async function start({ name, package: wanted }: NativeChoice): Promise<LoadedBackend> {
  refuseNewNode(wanted, process.versions.node);
  const found = needPackage(wanted, name);
  try {
    const tf = found.require(found.main) as typeof tfjs;
    if (!(await tf.setBackend('tensorflow'))) throw new Error('its backend does not initialise');
    await tf.ready();
    return onTfjs(tf, {
      name,
      versions: { [wanted]: found.version, '@tensorflow/tfjs-core': tf.version_core },
      device: '',
      software: false,
    });
  } catch (error) {
    throw new BackendError(
      `${wanted} is installed but does not load (${firstLine(error)}); ` +
        `reinstall it with ${howToInstall(name)}.`,
    );
  }
}

const newNode = (wanted: string, version = process.versions.node): string =>
  `${wanted} needs Node ${NATIVE_NEWEST_NODE} or older, and this is Node ${version}; ` +
  `put a Node ${NATIVE_NEWEST_NODE} on the PATH.`;

/** Throws a BackendError for a Node whose API the native packages no longer fit. */
export function refuseNewNode(wanted: string, version: string): void {
  if (majorVersion(version) <= NATIVE_NEWEST_NODE) return;
  throw new BackendError(newNode(wanted, version));
}

export const tfjsGpu = native(GPU);
export const tfjsNode = native(CPU);

/** Starts TensorFlow on CUDA. Throws a BackendError. */
export const startTfjsGpu = (): Promise<LoadedBackend> => start(GPU);
/** Starts TensorFlow on the CPU. Throws a BackendError. */
export const startTfjsNode = (): Promise<LoadedBackend> => start(CPU);
