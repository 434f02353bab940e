import { describe, expect, it } from 'vitest';
import {
  analyze,
  Arena,
  FunctionCode,
  instantiate,
  MEMORY,
  ModuleBuilder,
  OP,
} from '../../language';
import { explainTrap } from './trap';

const TEXT = '"""Goes down."""\n\ndef train(w, g, lr):\n  return lr * g\n';

/** Reads far behind the end of its memory. */
function trap(): unknown {
  const memory = new Arena().commit();
  const module = new ModuleBuilder();
  module.importMemory('host', 'memory');
  const code = new FunctionCode([]);
  code.i32(1e9);
  code.memory(MEMORY.f32_load, 0);
  code.op(OP.drop);
  module.export('run', module.add(code));
  const { run } = instantiate(module.finish(), { host: { memory } });
  try {
    (run as () => void)();
  } catch (error) {
    return error;
  }
  return null;
}

describe('a trap of WebAssembly', () => {
  const { program } = analyze(TEXT, { name: 'down' });

  it('is told with the program’s line and the step', () => {
    expect((explainTrap(trap(), program!, TEXT, 7) as Error).message).toMatch(
      /^down\.optim:4: the compiled step 7 broke off \(memory access out of bounds\); /,
    );
  });

  it('is told from other errors, which stay what they are', () => {
    const error = new Error('no such file');
    expect(explainTrap(error, program!, TEXT, 7)).toBe(error);
  });
});
