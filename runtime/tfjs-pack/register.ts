import {
  getKernel,
  registerKernel,
  unregisterKernel,
  type KernelConfig,
  type KernelFunc,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { BackendMemory, type WasmBackend } from './backend-memory';
import {
  filterGradient,
  geometryOf,
  inputGradient,
  type ConvolutionAttributes,
} from './convolution';
import { multiplyMatrices, type MatmulAttributes } from './matmul';

const BACKEND = 'wasm';

/** The memory of each backend that has been met. */
const memories = new WeakMap<object, BackendMemory>();

/** The memory of a WASM backend, the same whenever it is asked for. */
export function memoryOf(backend: unknown): BackendMemory {
  const own = backend as WasmBackend;
  const known = memories.get(own);
  if (known) return known;
  const made = new BackendMemory(own);
  memories.set(own, made);
  return made;
}

type Call<A> = (
  memory: BackendMemory,
  inputs: Readonly<Record<string, TensorInfo>>,
  attributes: A,
) => TensorInfo | null;

/**
 * Gives TensorFlow.js's WASM backend our kernels for what training needs and it does slowly or not at all: products of
 * transposed and of many matrices, gradients of convolutions. Models that people write in TensorFlow.js use them without
 * knowing.
 */
export function registerPack(): void {
  replace<MatmulAttributes>('BatchMatMul', (memory, { a, b }, attributes) =>
    a!.dtype === 'float32' && b!.dtype === 'float32'
      ? multiplyMatrices(memory, a!, b!, attributes)
      : null,
  );
  replace<ConvolutionAttributes & { readonly filterShape: readonly number[] }>(
    'Conv2DBackpropFilter',
    (memory, { x, dy }, attributes) => {
      const { filterShape } = attributes;
      const geometry = geometryOf(x!.shape, filterShape, attributes);
      return geometry && filterGradient(memory, x!, dy!, filterShape, geometry);
    },
  );
  replace<ConvolutionAttributes & { readonly inputShape: readonly number[] }>(
    'Conv2DBackpropInput',
    (memory, { dy, filter }, attributes) => {
      const { inputShape } = attributes;
      const geometry = geometryOf(inputShape, filter!.shape, attributes);
      return geometry && inputGradient(memory, dy!, filter!, inputShape, geometry);
    },
  );
}

/** Kernels of ours, by the kernel that each stands before. */
const ours = new WeakSet<KernelFunc>();

/** Puts a kernel in the place of the backend's, which still does what ours gives back. */
function replace<A>(kernelName: string, call: Call<A>): void {
  const before = getKernel(kernelName, BACKEND) as KernelConfig | undefined;
  if (before && ours.has(before.kernelFunc)) return;
  const kernelFunc: KernelFunc = (given) => {
    const inputs = given.inputs as Readonly<Record<string, TensorInfo>>;
    const made = call(memoryOf(given.backend), inputs, given.attrs as A);
    if (made) return made;
    if (before) return before.kernelFunc(given);
    throw new Error(
      `${kernelName} is there only for channels that come last, strides that are the same both ways, and padding that is ` +
        'narrower than the filter.',
    );
  };
  ours.add(kernelFunc);
  if (before) unregisterKernel(kernelName, BACKEND);
  registerKernel({ ...before, kernelName, backendName: BACKEND, kernelFunc });
}
