import type { Tensor } from '@tensorflow/tfjs-core';
import type { Dispatch, ShaderMachine } from '../../../language';
import { COMPUTE, MAP_READ, USAGE, type GpuBuffer, type WebgpuBackend } from './webgpu';

/** A device reads what shaders are called with from places that are multiples of this; in bytes. */
const ALIGNMENT = 256;
const FLOAT = 4;

/**
 * Shaders on the device of TensorFlow.js's WebGPU backend. What that has queued comes first, and numbers are copied
 * between its tensors and the arena on the device.
 */
export class TfjsShaderMachine implements ShaderMachine {
  private readonly arena: GpuBuffer;
  private given: GpuBuffer;
  private readonly layout: object;
  private readonly groups = new Map<string, object>();
  private readonly pipelines = new Map<string, object>();

  /** @param numbers how many the arena holds */
  constructor(
    private readonly backend: WebgpuBackend,
    numbers: number,
  ) {
    const { device } = backend;
    const storage = USAGE.storage | USAGE.copyFrom | USAGE.copyTo;
    this.arena = device.createBuffer({ size: FLOAT * numbers, usage: storage });
    this.given = this.roomFor(ALIGNMENT);
    const entry = (binding: number, type: string) => ({
      binding,
      visibility: COMPUTE,
      buffer: { type },
    });
    this.layout = device.createBindGroupLayout({
      entries: [entry(0, 'storage'), entry(1, 'read-only-storage')],
    });
  }

  async compile(shaders: readonly string[]): Promise<void> {
    const { device } = this.backend;
    const layout = device.createPipelineLayout({ bindGroupLayouts: [this.layout] });
    await Promise.all(
      shaders.map(async (code) => {
        if (this.pipelines.has(code)) return;
        const compute = { module: device.createShaderModule({ code }), entryPoint: 'main' };
        this.pipelines.set(code, await device.createComputePipelineAsync({ layout, compute }));
      }),
    );
  }

  run(dispatches: readonly Dispatch[]): void {
    if (dispatches.length === 0) return;
    const { device } = this.backend;
    let end = 0;
    const places = dispatches.map(({ given }) => {
      const at = end;
      end += Math.ceil(given.byteLength / ALIGNMENT) * ALIGNMENT;
      return at;
    });
    const words = new Uint32Array(end / FLOAT);
    dispatches.forEach(({ given }, i) => words.set(given, places[i]! / FLOAT));
    if (this.given.size < end) {
      this.given.destroy();
      this.given = this.roomFor(2 * end);
      this.groups.clear();
    }
    this.flush();
    device.queue.writeBuffer(this.given, 0, words);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    dispatches.forEach(({ shader, given, workgroups }, i) => {
      pass.setPipeline(this.pipelines.get(shader)!);
      pass.setBindGroup(0, this.group(places[i]!, given.byteLength));
      pass.dispatchWorkgroups(workgroups);
    });
    pass.end();
    device.queue.submit([encoder.finish()]);
  }

  async read(at: number, count: number): Promise<Float32Array> {
    if (count === 0) return new Float32Array(0);
    const { device } = this.backend;
    const size = FLOAT * count;
    const staging = device.createBuffer({ size, usage: USAGE.copyTo | USAGE.mapRead });
    this.copy(this.arena, at, staging, 0, count);
    await staging.mapAsync(MAP_READ);
    const values = new Float32Array(staging.getMappedRange().slice(0));
    staging.destroy();
    return values;
  }

  write(at: number, values: Float32Array): void {
    this.flush();
    this.backend.device.queue.writeBuffer(this.arena, FLOAT * at, values);
  }

  /** Copies tensors into the arena, one after the other. */
  take(tensors: readonly Tensor[], at: number): void {
    const { backend } = this;
    for (const { dataId } of tensors) backend.uploadToGPU(dataId);
    const buffers = tensors.map(({ dataId }) => backend.tensorMap.get(dataId).resource!);
    this.each(tensors, (i, from, count) => [buffers[i]!, 0, this.arena, at + from, count]);
  }

  /** Copies what lies in the arena into buffers that are as long as these tensors, one after the other. */
  give(
    at: number,
    tensors: readonly { readonly size: number }[],
    into: readonly GpuBuffer[],
  ): void {
    this.each(tensors, (i, from, count) => [this.arena, at + from, into[i]!, 0, count]);
  }

  /** A buffer for one tensor. */
  bufferFor(size: number): GpuBuffer {
    const usage = USAGE.storage | USAGE.copyFrom | USAGE.copyTo;
    return this.backend.device.createBuffer({ size: FLOAT * Math.max(1, size), usage });
  }

  dispose(): void {
    this.arena.destroy();
    this.given.destroy();
  }

  private each(
    tensors: readonly { readonly size: number }[],
    copyOf: (i: number, from: number, count: number) => Copy,
  ): void {
    this.flush();
    const encoder = this.backend.device.createCommandEncoder();
    let from = 0;
    tensors.forEach(({ size }, i) => {
      const [source, at, to, into, count] = copyOf(i, from, size);
      if (size > 0) encoder.copyBufferToBuffer(source, FLOAT * at, to, FLOAT * into, FLOAT * count);
      from += size;
    });
    this.backend.device.queue.submit([encoder.finish()]);
  }

  private copy(...[from, at, to, into, count]: Copy): void {
    this.each([{ size: count }], () => [from, at, to, into, count]);
  }

  /** What TensorFlow.js has encoded and not yet handed to the device goes first. */
  private flush(): void {
    const { backend } = this;
    if (backend.commandEncoder === null) return;
    backend.endComputePassEncoder();
    backend.submitQueue();
  }

  private roomFor(bytes: number): GpuBuffer {
    const usage = USAGE.storage | USAGE.copyTo;
    return this.backend.device.createBuffer({ size: bytes, usage });
  }

  private group(offset: number, size: number): object {
    const key = `${offset} ${size}`;
    let group = this.groups.get(key);
    if (!group) {
      const given = { buffer: this.given, offset, size };
      const entries = [
        { binding: 0, resource: { buffer: this.arena } },
        { binding: 1, resource: given },
      ];
      group = this.backend.device.createBindGroup({ layout: this.layout, entries });
      this.groups.set(key, group);
    }
    return group;
  }
}

type Copy = [from: GpuBuffer, at: number, to: GpuBuffer, into: number, count: number];
