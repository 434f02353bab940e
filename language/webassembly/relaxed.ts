import { Code } from './code';
import { compileModule } from './engine';
import { ModuleBuilder } from './module';
import { VECTOR } from './opcodes';

let known: boolean | null = null;

/** Whether this machine's engine has relaxed instructions: V8 from version 11.4 on, so Node from 21 on. */
export function hasRelaxed(): boolean {
  known ??= triesRelaxed();
  return known;
}

function triesRelaxed(): boolean {
  const code = new Code(['v128', 'v128', 'v128']);
  [0, 1, 2].forEach((local) => code.get(local));
  code.vector(VECTOR.f32x4_relaxed_madd);
  const module = new ModuleBuilder();
  module.add(code, ['v128']);
  try {
    compileModule(module.finish());
    return true;
  } catch {
    return false;
  }
}
