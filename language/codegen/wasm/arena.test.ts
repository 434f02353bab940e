import { expect, it } from 'vitest';
import { Arena } from './arena';

it('lets one after the other have its memory, all 0 again', () => {
  const use = (): Arena => {
    const arena = new Arena();
    const address = arena.reserve(80_000, 'numbers');
    arena.commit();
    const floats = arena.floats(address, 20_000);
    expect(floats.every((x) => x === 0)).toBe(true);
    floats.fill(7);
    return arena;
  };
  const first = use();
  const { memory } = first;
  first.release();
  const second = use();
  const other = use();
  expect(second.memory).toBe(memory);
  expect(other.memory).not.toBe(memory);
});

it('has nothing left once it is released', () => {
  const arena = new Arena();
  arena.reserve(8, 'numbers');
  arena.commit();
  arena.release();
  expect(arena.whole).toHaveLength(0);
  expect(() => arena.floats(0, 1)).toThrow(TypeError);
});
