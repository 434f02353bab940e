import {
  Code,
  compileModule,
  createMemory,
  instantiate,
  ModuleBuilder,
  OP,
  PAGE,
  VECTOR,
  VECTOR_MEMORY,
  type Local,
  type Memory,
} from '../../webassembly';

/** Rows and columns of a tile: as many sums as fit into the machine's vector registers beside what is read. */
export const TILE = 4;
const FLOAT64 = 8;
/** A tile's row is two vectors of two numbers. */
const VECTORS = TILE / 2;
const LINE = TILE * FLOAT64;

/** Works out tiles of products in float64. */
export interface Tiles {
  /** Room for so many float64 numbers, which the next call may move. */
  reserve(numbers: number): Float64Array;
  /**
   * Sums up, from the first k to the last, the products of every number of `left`'s column k with every number of
   * `right`'s row k. Places are in numbers: a column, a row, and each of the tile's rows, are four of them.
   */
  multiply(left: number, right: number, tile: number, inner: number): void;
}

/** Compiles it. Throws where there is no WebAssembly, or none with vectors. */
export function createTiles(): Tiles {
  const module = new ModuleBuilder();
  module.importMemory('host', 'memory');
  module.export('multiply', module.add(multiplyCode()));
  const memory: Memory = createMemory(PAGE);
  const exports = instantiate(compileModule(module.finish()), { host: { memory } });
  const multiply = exports['multiply'] as (...places: number[]) => void;
  return {
    reserve(numbers) {
      const missing = numbers * FLOAT64 - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      return new Float64Array(memory.buffer);
    },
    multiply: (left, right, tile, inner) =>
      multiply(left * FLOAT64, right * FLOAT64, tile * FLOAT64, inner),
  };
}

function multiplyCode(): Code {
  const code = new Code(['i32', 'i32', 'i32', 'i32']);
  const [left, right, tile, rest] = [0, 1, 2, 3];
  const sums = Array.from({ length: TILE * VECTORS }, () => code.local('v128'));
  const row = Array.from({ length: VECTORS }, () => code.local('v128'));
  const factor = code.local('v128');
  const add = (local: Local, by: number): void => {
    code.get(local);
    code.i32(by);
    code.op(OP.i32_add);
    code.tee(local);
  };
  code.loop(() => {
    row.forEach((vector, i) => {
      code.get(right);
      code.vectorMemory(VECTOR_MEMORY.v128_load, 2 * FLOAT64 * i);
      code.set(vector);
    });
    for (let i = 0; i < TILE; i++) {
      code.get(left);
      code.vectorMemory(VECTOR_MEMORY.v128_load64_splat, FLOAT64 * i);
      code.set(factor);
      row.forEach((vector, j) => {
        const sum = sums[i * VECTORS + j];
        code.get(sum);
        code.get(factor);
        code.get(vector);
        code.vector(VECTOR.f64x2_mul);
        code.vector(VECTOR.f64x2_add);
        code.set(sum);
      });
    }
    for (const place of [left, right]) {
      add(place, LINE);
      code.op(OP.drop);
    }
    add(rest, -1);
    code.branchIf(0);
  });
  sums.forEach((sum, i) => {
    code.get(tile);
    code.get(sum);
    code.vectorMemory(VECTOR_MEMORY.v128_store, 2 * FLOAT64 * i);
  });
  return code;
}
