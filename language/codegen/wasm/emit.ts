import { findFunction } from '../../functions';
import { compileModule, instantiate, ModuleBuilder } from '../../webassembly';
import type { Module } from '../../webassembly';
import type { Arena } from './arena';
import type { Kernel } from './kernel';
import { writeMeasure } from './measure';
import { writeKernel } from './write-kernel';

/** A kernel at work: called with the address of its block. */
export type Run = (block: number) => void;

/** Kernels at work. */
export interface CompiledKernels {
  readonly module: Module;
  readonly calls: readonly Run[];
}

/** The name under which a module exports a kernel. */
export const kernelName = (index: number): string => `k${index}`;

/** Compiles kernels into one module over the arena's memory. */
export function compileKernels(kernels: readonly Kernel[], arena: Arena): CompiledKernels {
  const module = compileModule(emitKernels(kernels, arena.shared));
  const host = { memory: arena.commit() };
  const exports = instantiate(module, { host, meaning: meanings(kernels) });
  return { module, calls: kernels.map((_, i) => exports[kernelName(i)] as Run) };
}

/** The module's bytes: imports the memory, and the functions that rare lanes are left to. */
export function emitKernels(kernels: readonly Kernel[], shared = false): Uint8Array {
  const module = new ModuleBuilder();
  module.importMemory('host', 'memory', shared);
  const imported = new Map<string, number>();
  for (const { graph } of kernels) {
    for (const [fn, count] of graph.called) {
      if (imported.has(fn)) continue;
      const parameters = Array<'f32'>(count).fill('f32');
      imported.set(fn, module.importFunction('meaning', fn, parameters, ['f32']));
    }
  }
  const callable = {
    imported: (fn: string) => imported.get(fn)!,
    measure: kernels.some(({ taps }) => taps.length > 0) ? module.add(writeMeasure()) : -1,
  };
  kernels.forEach((kernel, i) => {
    module.export(kernelName(i), module.add(writeKernel(kernel, callable)));
  });
  return module.finish();
}

function meanings(kernels: readonly Kernel[]): Record<string, (...args: number[]) => number> {
  const found: Record<string, (...args: number[]) => number> = {};
  for (const { graph } of kernels) {
    for (const fn of graph.called.keys()) {
      const { meaning } = findFunction(fn)!;
      if (meaning.per !== 'element') throw new Error(`${fn} is not worked out element by element.`);
      found[fn] = (...args: number[]) => meaning.of(Math.fround, ...args);
    }
  }
  return found;
}
