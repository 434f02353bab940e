import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Code,
  createMemory,
  instantiate,
  LANE,
  LANE_MEMORY,
  ModuleBuilder,
  OP,
  VECTOR,
  VECTOR_MEMORY,
} from '.';
import { MEMORY, type ValueType } from './opcodes';

type Numbers = (...args: number[]) => number;

/** The one function of a module, instantiated. */
function functionOf(
  parameters: readonly ValueType[],
  results: readonly ValueType[],
  write: (code: Code) => void,
): Numbers {
  const module = new ModuleBuilder();
  const code = new Code(parameters);
  write(code);
  module.export('run', module.add(code, results));
  return instantiate(module.finish())['run'] as Numbers;
}

/** One vector instruction between memory and memory: operands at 0, 16, 32, the result at 48. */
function vectorFunction(operands: number, write: (code: Code) => void) {
  const memory = createMemory(64);
  const module = new ModuleBuilder();
  module.importMemory('host', 'memory');
  const code = new Code([]);
  code.i32(48);
  for (let i = 0; i < operands; i++) {
    code.i32(16 * i);
    code.vectorMemory(VECTOR_MEMORY.v128_load, 0);
  }
  write(code);
  code.vectorMemory(VECTOR_MEMORY.v128_store, 0);
  module.export('run', module.add(code));
  const run = instantiate(module.finish(), { host: { memory } })['run'] as () => void;
  return (...given: number[][]): Float32Array => {
    given.forEach((values, i) => new Float32Array(memory.buffer, 16 * i, 4).set(values));
    run();
    return new Float32Array(memory.buffer, 48, 4).slice();
  };
}

describe('constants', () => {
  it('keep every 32-bit number', () => {
    const numbers = fc.oneof(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      fc.constantFrom(0, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, 2 ** 31 - 1, -(2 ** 31)),
    );
    fc.assert(
      fc.property(numbers, (value) => {
        expect(functionOf([], ['i32'], (code) => code.i32(value))()).toBe(value);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('keep every float64', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(functionOf([], ['f64'], (code) => code.f64(value))()).toBe(value);
      }),
      { seed: 2, numRuns: 100 },
    );
  });
});

describe('control', () => {
  it('counts in a loop, with locals behind the parameters', () => {
    const sum = functionOf(['i32'], ['i32'], (code) => {
      const total = code.local('i32');
      code.block(() => {
        code.loop(() => {
          code.get(0);
          code.op(OP.i32_eqz);
          code.branchIf(1);
          code.get(total);
          code.get(0);
          code.op(OP.i32_add);
          code.set(total);
          code.get(0);
          code.i32(1);
          code.op(OP.i32_sub);
          code.set(0);
          code.branch(0);
        });
      });
      code.get(total);
    });
    expect([sum(0), sum(1), sum(100)]).toEqual([0, 1, 5050]);
  });

  it('takes a branch by a number', () => {
    const larger = functionOf(['i32', 'i32'], ['i32'], (code) => {
      code.get(0);
      code.get(1);
      code.op(OP.i32_gt_s);
      code.if(
        'i32',
        () => code.get(0),
        () => code.get(1),
      );
    });
    expect([larger(3, -4), larger(-4, 3)]).toEqual([3, 3]);
  });

  it('calls what it imports', () => {
    const module = new ModuleBuilder();
    const twice = module.importFunction('host', 'twice', ['f32'], ['f32']);
    const code = new Code(['f32']);
    code.get(0);
    code.call(twice);
    module.export('run', module.add(code, ['f32']));
    const { run } = instantiate(module.finish(), { host: { twice: (x: number) => 2 * x } });
    expect((run as Numbers)(1.5)).toBe(3);
  });

  it('refuses an import behind a function, whose number it would shift', () => {
    const module = new ModuleBuilder();
    module.add(new Code([]));
    expect(() => module.importFunction('host', 'f', [], [])).toThrow(/before/);
  });
});

describe('memory', () => {
  it('is read and written at an offset', () => {
    const memory = createMemory(64);
    const module = new ModuleBuilder();
    module.importMemory('host', 'memory');
    const code = new Code(['i32']);
    code.get(0);
    code.get(0);
    code.memory(MEMORY.f64_load, 8);
    code.op(OP.f32_demote_f64);
    code.memory(MEMORY.f32_store, 300);
    module.export('run', module.add(code));
    const { run } = instantiate(module.finish(), { host: { memory } });
    new Float64Array(memory.buffer)[2] = 0.1;
    (run as Numbers)(8);
    expect(new Float32Array(memory.buffer)[77]).toBe(Math.fround(0.1));
  });
});

describe('vectors', () => {
  const [a, b] = [
    [1.5, -2, 0, 1e30],
    [0.25, 3, -0, -1e30],
  ];

  it.each<[keyof typeof VECTOR, (x: number, y: number) => number]>([
    ['f32x4_add', (x, y) => x + y],
    ['f32x4_sub', (x, y) => x - y],
    ['f32x4_mul', (x, y) => x * y],
    ['f32x4_div', (x, y) => x / y],
    ['f32x4_min', Math.min],
    ['f32x4_max', Math.max],
  ])('%s works on four lanes', (name, of) => {
    const expected = a.map((x, i) => Math.fround(of(Math.fround(x), Math.fround(b[i]))));
    expect([...vectorFunction(2, (code) => code.vector(VECTOR[name]))(a, b)]).toEqual(expected);
  });

  it('select by a mask', () => {
    const smaller = vectorFunction(2, (code) => {
      const [x, y] = [code.local('v128'), code.local('v128')];
      code.set(y);
      code.set(x);
      code.get(x);
      code.get(y);
      code.get(x);
      code.get(y);
      code.vector(VECTOR.f32x4_lt);
      code.vector(VECTOR.v128_bitselect);
    });
    expect([...smaller(a, b)]).toEqual([0.25, -2, -0, -1e30].map(Math.fround));
  });

  it('widen and narrow again, lane by lane', () => {
    const lowHalf = vectorFunction(1, (code) => {
      code.vector(VECTOR.f64x2_promote_low_f32x4);
      code.f64x2(0.5);
      code.vector(VECTOR.f64x2_mul);
      code.vector(VECTOR.f32x4_demote_f64x2_zero);
    });
    expect([...lowHalf([3, 5, 7, 9])]).toEqual([1.5, 2.5, 0, 0]);
  });

  it('shuffle, and replace a lane by another', () => {
    const mixed = vectorFunction(2, (code) => {
      code.shuffle([4, 5, 6, 7, 0, 1, 2, 3, 16, 17, 18, 19, 28, 29, 30, 31]);
      const whole = code.local('v128');
      code.tee(whole);
      code.get(whole);
      code.lane(LANE.f32x4_extract, 2);
      code.lane(LANE.f32x4_replace, 0);
    });
    expect([...mixed([1, 2, 3, 4], [5, 6, 7, 8])]).toEqual([5, 1, 5, 8]);
  });

  it('load and store less than a whole vector', () => {
    const parts = vectorFunction(1, (code) => {
      const part = code.local('v128');
      code.op(OP.drop);
      code.i32(12);
      code.i32(0);
      code.vectorMemory(VECTOR_MEMORY.v128_load64_zero, 4);
      code.laneMemory(LANE_MEMORY.v128_load32_lane, 0, 3);
      code.set(part);
      code.i32(0);
      code.get(part);
      code.laneMemory(LANE_MEMORY.v128_store32_lane, 0, 1);
      code.i32(0);
      code.get(part);
      code.laneMemory(LANE_MEMORY.v128_store64_lane, 4, 1);
      code.i32(0);
      code.vectorMemory(VECTOR_MEMORY.v128_load32_zero, 8);
      code.i32(0);
      code.vectorMemory(VECTOR_MEMORY.v128_load, 0);
      code.vector(VECTOR.f32x4_add);
    });
    expect([...parts([1, 2, 3, 4])]).toEqual([3 + 4, 0, 4, 4]);
  });
});
