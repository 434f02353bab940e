import { findFunction } from '../../functions';
import { instantiate, ModuleBuilder } from '../../webassembly';
import type { Memory } from '../../webassembly';
import type { Kernel } from './kernel';
import { writeMeasure } from './measure';
import { writeKernel } from './write-kernel';

/** A kernel at work: called with the address of its block. */
export type Run = (block: number) => void;

/** Compiles kernels into one module over that memory. */
export function compileKernels(kernels: readonly Kernel[], memory: Memory): Run[] {
  const bytes = emitKernels(kernels);
  const exports = instantiate(bytes, { host: { memory }, meaning: meanings(kernels) });
  return kernels.map((_, i) => exports[`k${i}`] as Run);
}

/** The module's bytes: imports the memory, and the functions that rare lanes are left to. */
export function emitKernels(kernels: readonly Kernel[]): Uint8Array {
  const module = new ModuleBuilder();
  module.importMemory('host', 'memory');
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
    module.export(`k${i}`, module.add(writeKernel(kernel, callable)));
  });
  return module.finish();
}

function meanings(kernels: readonly Kernel[]): Record<string, (...args: number[]) => number> {
  const called = new Set(kernels.flatMap(({ graph }) => [...graph.called.keys()]));
  return Object.fromEntries(
    [...called].map((fn) => {
      const { meaning } = findFunction(fn)!;
      if (meaning.per !== 'element') throw new Error(`${fn} is not worked out element by element.`);
      return [fn, (...args: number[]) => meaning.of(Math.fround, ...args)];
    }),
  );
}
