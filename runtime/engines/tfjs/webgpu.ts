/** What we use of WebGPU, and of TensorFlow.js's backend on it. */
import type { KernelBackend, Tensor } from '@tensorflow/tfjs-core';

export interface GpuBuffer {
  readonly size: number;
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

export interface Pass {
  setPipeline(pipeline: object): void;
  setBindGroup(index: number, group: object): void;
  dispatchWorkgroups(count: number): void;
  end(): void;
}

export interface Encoder {
  beginComputePass(): Pass;
  copyBufferToBuffer(from: GpuBuffer, at: number, to: GpuBuffer, into: number, bytes: number): void;
  finish(): object;
}

export interface Device {
  readonly limits: Readonly<Record<'maxBufferSize' | 'maxStorageBufferBindingSize', number>>;
  readonly queue: {
    submit(buffers: readonly object[]): void;
    writeBuffer(buffer: GpuBuffer, at: number, data: ArrayBufferView): void;
  };
  createBuffer(description: { readonly size: number; readonly usage: number }): GpuBuffer;
  createShaderModule(description: { readonly code: string }): object;
  createBindGroupLayout(description: object): object;
  createBindGroup(description: object): object;
  createPipelineLayout(description: object): object;
  createComputePipelineAsync(description: object): Promise<object>;
  createCommandEncoder(): Encoder;
}

/** The backend, with what it does not promise to keep: written for its version 4.22. */
export interface WebgpuBackend extends KernelBackend {
  readonly device: Device;
  readonly commandEncoder: object | null;
  readonly tensorMap: { get(id: Tensor['dataId']): { readonly resource: GpuBuffer | null } };
  uploadToGPU(id: Tensor['dataId']): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** `GPUBufferUsage` and `GPUMapMode`, whose numbers WebGPU fixes. */
export const USAGE = { mapRead: 1, copyFrom: 4, copyTo: 8, storage: 128 } as const;
export const MAP_READ = 1;
/** `GPUShaderStage.COMPUTE` */
export const COMPUTE = 4;
