import type { ModuleBuilder } from '../../language';

const written = new WeakMap<ModuleBuilder, Map<string, number>>();

/** The number of a module's function of that name: written when it is first asked for, and shared from then on. */
export function once(module: ModuleBuilder, name: string, write: () => number): number {
  let functions = written.get(module);
  if (!functions) written.set(module, (functions = new Map()));
  let index = functions.get(name);
  if (index === undefined) functions.set(name, (index = write()));
  return index;
}
