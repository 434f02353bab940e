import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../graph/shapes';
import { FLOAT } from '../kernels/addresses';
import { instantiate, ModuleBuilder, type Memory } from '../../language';

/** What we use of TensorFlow.js's WASM backend beyond what all backends have. */
export interface WasmBackend extends KernelBackend {
  readonly wasm: {
    readonly asm: { readonly memory: Memory };
    readonly tfjs: {
      registerTensor(id: number, size: number, offset: number): void;
      disposeData(id: number): void;
    };
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  readonly dataIdMap: {
    get(dataId: object): {
      readonly id: number;
      readonly memoryOffset: number;
      readonly refCount: number;
    };
  };
  makeOutput(shape: readonly number[], dtype: 'float32'): TensorInfo;
}

/** A function of WebAssembly that is called with addresses. */
export type Routine = (...addresses: readonly number[]) => void;

/** Routines are written for a shape; so many are kept, those that were used last. */
const KEPT = 512;

/**
 * The memory of the WASM backend. Tensors move in it from step to step and it grows, so that addresses are asked for
 * each time and views are not kept. What it is to hold of ours, the backend's own allocator gives: were the memory
 * grown by others, the backend would not notice.
 */
export class BackendMemory {
  private readonly routines = new Map<string, Routine>();
  private scratch = { address: 0, bytes: 0 };

  constructor(private readonly backend: WasmBackend) {}

  /** A new tensor, of which nothing is known. */
  make(shape: readonly number[]): TensorInfo {
    return this.backend.makeOutput(shape, 'float32');
  }

  addressOf({ dataId }: TensorInfo): number {
    return this.backend.dataIdMap.get(dataId).memoryOffset >>> 0;
  }

  /** All memory, until it grows. */
  floats(): Float32Array {
    return new Float32Array(this.backend.wasm.asm.memory.buffer);
  }

  /**
   * Writes numbers into a tensor where it stands. The backend keeps copies of what it has multiplied by, packed, and
   * takes no notice of a change; told that the tensor is gone and there again, it packs anew. False where the numbers are
   * another tensor's, too: those of a reshaped one, or of what a variable was made from.
   */
  write({ dataId, shape }: TensorInfo, values: Float32Array): boolean {
    const { id, memoryOffset, refCount } = this.backend.dataIdMap.get(dataId);
    if (refCount > 1) return false;
    const { tfjs } = this.backend.wasm;
    this.floats().set(values, (memoryOffset >>> 0) / FLOAT);
    tfjs.disposeData(id);
    tfjs.registerTensor(id, sizeOf(shape), memoryOffset);
    return true;
  }

  /** What a tensor holds, until memory changes. */
  read(tensor: TensorInfo): Float32Array {
    return new Float32Array(
      this.backend.wasm.asm.memory.buffer,
      this.addressOf(tensor),
      sizeOf(tensor.shape),
    );
  }

  /** Room for so many bytes, until the next time that room is asked for. */
  room(bytes: number): number {
    if (bytes > this.scratch.bytes) {
      const { _malloc, _free } = this.backend.wasm;
      if (this.scratch.bytes > 0) _free(this.scratch.address);
      const address = _malloc(bytes) >>> 0;
      if (address === 0)
        throw new Error(
          `The WASM backend has no room for ${Math.ceil(bytes / 2 ** 20)} MB more; use a smaller batch.`,
        );
      this.scratch = { address, bytes };
    }
    return this.scratch.address;
  }

  /** The routine of that name, written when it is first asked for. */
  routine(name: string, write: (module: ModuleBuilder) => number): Routine {
    const known = this.routines.get(name);
    const routine = known ?? this.compile(write);
    // What was asked for last stands last.
    this.routines.delete(name);
    this.routines.set(name, routine);
    if (this.routines.size > KEPT) this.routines.delete(this.routines.keys().next().value!);
    return routine;
  }

  private compile(write: (module: ModuleBuilder) => number): Routine {
    const module = new ModuleBuilder();
    module.importMemory('host', 'memory');
    module.export('run', write(module));
    const { memory } = this.backend.wasm.asm;
    return instantiate(module.finish(), { host: { memory } })['run'] as Routine;
  }
}
