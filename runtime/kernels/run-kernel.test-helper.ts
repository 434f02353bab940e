import { expect } from 'vitest';
import { Arena, instantiate, ModuleBuilder } from '../../language';

/** A function over memory: what it reads, then its result as it stands before, then the scratch memory it needs. */
export interface KernelCase {
  readonly write: (module: ModuleBuilder) => number;
  readonly operands: readonly Float32Array[];
  readonly result: Float32Array;
  readonly scratchBytes?: number;
}

/**
 * Runs a function in memory that is full of NaN, and gives its result. Fails where it wrote to an operand or beside
 * the result.
 */
export function runKernel({ write, operands, result, scratchBytes }: KernelCase): Float32Array {
  const module = new ModuleBuilder();
  module.importMemory('host', 'memory');
  module.export('run', write(module));
  const arena = new Arena();
  const lists = [...operands, result];
  const addresses = lists.map((list) => arena.reserve(list.byteLength, 'a list'));
  const scratch = scratchBytes === undefined ? [] : [arena.reserve(scratchBytes, 'the scratch')];
  const memory = arena.commit();
  const whole = new Float32Array(memory.buffer);
  whole.fill(NaN);
  lists.forEach((list, i) => arena.floats(addresses[i]!, list.length).set(list));
  const { run } = instantiate(module.finish(), { host: { memory } });
  (run as (...given: number[]) => void)(...addresses, ...scratch);
  operands.forEach((list, i) => {
    const held = arena.floats(addresses[i]!, list.length);
    expect(list.every((x, k) => Object.is(x, held[k]))).toBe(true);
  });
  const [start] = addresses.slice(-1) as [number];
  expect(whole[start / 4 - 1]).toBeNaN();
  expect(whole[start / 4 + result.length]).toBeNaN();
  return arena.floats(start, result.length).slice();
}

/** Numbers in (-1, 1), always the same. */
export function someNumbers(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** The unit roundoff of float32. */
export const ROUNDOFF = 2 ** -24;
