import { describe, expect, it } from 'vitest';
import {
  Arena,
  FunctionCode,
  instantiate,
  LANE_MEMORY,
  MEMORY,
  ModuleBuilder,
  VECTOR_MEMORY,
} from '../../../language';
import { MovableCode, operandAddress } from './movable-code';

/** Moves sixteen bytes from one operand to another in every way that there is, each to a place of its own. */
function write(code: FunctionCode, from: number, to: number): void {
  const at = code.local('i32');
  const scalars = [
    [MEMORY.i32_load, MEMORY.i32_store],
    [MEMORY.f32_load, MEMORY.f32_store],
    [MEMORY.f64_load, MEMORY.f64_store],
  ] as const;
  scalars.forEach(([load, store], i) => {
    code.get(at);
    code.get(at);
    code.memory(load, from + 8);
    code.memory(store, to + 8 * i);
  });
  code.get(at);
  code.get(at);
  code.vectorMemory(VECTOR_MEMORY.v128_load, from);
  code.vectorMemory(VECTOR_MEMORY.v128_store, to + 24);
  code.get(at);
  code.get(at);
  code.get(at);
  code.vectorMemory(VECTOR_MEMORY.v128_load32_splat, from + 4);
  code.laneMemory(LANE_MEMORY.v128_load32_lane, from + 12, 1);
  code.laneMemory(LANE_MEMORY.v128_store64_lane, to + 40, 0);
  // What lies before an operand, and addresses as numbers.
  code.i32(16);
  code.i32(16);
  code.memory(MEMORY.f32_load, from - 8);
  code.memory(MEMORY.f32_store, to + 32);
  [to + 52, from + 4, 4].forEach((number) => code.i32(number));
  code.copyMemory();
}

function run(write: (module: ModuleBuilder) => void, ...given: readonly number[]): void {
  const module = new ModuleBuilder();
  module.importMemory('host', 'memory');
  write(module);
  const memory = arena.commit();
  (instantiate(module.finish(), { host: { memory } })['run'] as (...given: number[]) => void)(
    ...given,
  );
}

const arena = new Arena();
const [from, still, moved] = [16, 64, 64].map((bytes) => arena.reserve(bytes, 'a list')) as [
  number,
  number,
  number,
];

describe('movable code', () => {
  it('does with operands that its caller names what it does with those that stand still', () => {
    arena.commit();
    arena.floats(from, 4).set([1.5, -2, 3.25, 4]);
    run((module) => {
      const code = new FunctionCode([]);
      write(code, from, still);
      module.export('run', module.add(code));
    });
    run(
      (module) => {
        const code = new MovableCode(2);
        write(code, operandAddress(0), operandAddress(1));
        module.export('run', module.add(code));
      },
      from,
      moved,
    );
    const result = arena.floats(still, 16);
    expect([...result].filter((x) => x !== 0).length).toBeGreaterThan(8);
    expect(arena.floats(moved, 16)).toEqual(result);
  });
});
