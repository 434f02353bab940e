import type { BackendInfo } from '../protocol/messages';
import type { BackendName } from '../protocol/runs';
import type { Backend } from './backend';
import { compiled } from './compiled';
import { tfjsCpu } from './tfjs-cpu';
import { tfjsGpu, tfjsNode } from './tfjs-native';
import { tfjsWasm } from './tfjs-wasm';
import { tfjsWebgpu } from './tfjs-webgpu';

/** Every way to compute, in the order in which people see them. */
const TABLE: Readonly<Record<BackendName, Backend>> = {
  compiled,
  'tfjs-gpu': tfjsGpu,
  'tfjs-webgpu': tfjsWebgpu,
  'tfjs-node': tfjsNode,
  'tfjs-wasm': tfjsWasm,
  'tfjs-cpu': tfjsCpu,
};

export const backendNamed = (name: BackendName): Backend => TABLE[name];

/** Every backend with whether it is here, and what is missing where not. */
export async function listBackends(): Promise<BackendInfo[]> {
  return Promise.all(
    Object.values(TABLE).map(async ({ name, title, unverified, find }) => {
      const { available, detail, missing = [] } = await find();
      return { name, available, detail: `${title}: ${detail}`, unverified, missing };
    }),
  );
}
