import { MEMORY, OP, VECTOR, VECTOR_MEMORY, type FunctionCode, type Local } from '../../language';
import type { PlacedTensor } from '../graph/lowering';
import { sizeOf } from '../graph/shapes';
import { clear, copyRun } from './copy';
import { LANES, storeLanes } from './lanes';
import { advance, repeat } from './loops';

/** Rows of a table at indices; zeros for an index that the table has not. */
export function writeGather(
  code: FunctionCode,
  table: PlacedTensor,
  indices: PlacedTensor,
  into: number,
): void {
  const [rows, width] = table.shape as [number, number];
  eachIndex(code, indices, rows, width, (row, at) => ({
    inside: () => copyRun(code, width, [row, table.address], [at, into]),
    outside: () => {
      code.get(at);
      code.i32(into);
      code.op(OP.i32_add);
      code.i32(0);
      code.i32(4 * width);
      code.fillMemory();
    },
  }));
}

/** For each row of a table the sum of the updates that have its index, in their order; others are left out. */
export function writeScatterAdd(
  code: FunctionCode,
  updates: PlacedTensor,
  indices: PlacedTensor,
  { address, shape }: PlacedTensor,
): void {
  const [rows, width] = shape as [number, number];
  clear(code, address, rows * width);
  eachIndex(code, indices, rows, width, (row, at) => ({
    inside: () => addRun(code, width, [at, updates.address], [row, address]),
  }));
}

/** 1 at each index of a last axis, 0 elsewhere. */
export function writeOneHot(
  code: FunctionCode,
  indices: PlacedTensor,
  { address, shape }: PlacedTensor,
): void {
  const depth = shape.at(-1)!;
  clear(code, address, sizeOf(shape));
  eachIndex(code, indices, depth, 1, (row, _at, number) => ({
    inside: () => {
      code.get(row);
      code.get(number);
      code.i32(4 * depth);
      code.op(OP.i32_mul);
      code.op(OP.i32_add);
      code.f32(1);
      code.memory(MEMORY.f32_store, address);
    },
  }));
}

/** Where the greatest of each row stands, the first of equal ones. */
export function writeArgmax(code: FunctionCode, x: PlacedTensor, into: number): void {
  const width = x.shape.at(-1)!;
  const [row, line, best] = [code.local('i32'), code.local('i32'), code.local('i32')];
  const greatest = code.local('f32');
  for (const local of [row, line]) {
    code.i32(0);
    code.set(local);
  }
  const column = code.local('i32');
  repeat(code, sizeOf(x.shape) / width, () => {
    code.i32(0);
    code.set(best);
    code.get(row);
    code.memory(MEMORY.f32_load, x.address);
    code.set(greatest);
    code.i32(0);
    code.set(column);
    repeat(code, width, () => {
      code.get(row);
      code.memory(MEMORY.f32_load, x.address);
      code.get(greatest);
      code.op(OP.f32_gt);
      code.if(null, () => {
        code.get(row);
        code.memory(MEMORY.f32_load, x.address);
        code.set(greatest);
        code.get(column);
        code.set(best);
      });
      advance(code, row, 4);
      advance(code, column, 1);
    });
    code.get(line);
    code.get(best);
    code.memory(MEMORY.i32_store, into);
    advance(code, line, 4);
  });
}

/**
 * For all indices: `row` holds where in a table with so many rows of this width the index points, `at` how far rows
 * of that width have come, one for each index, both in bytes; `number` counts the indices.
 */
function eachIndex(
  code: FunctionCode,
  indices: PlacedTensor,
  rows: number,
  width: number,
  body: (
    row: Local,
    at: Local,
    number: Local,
  ) => { readonly inside: () => void; readonly outside?: () => void },
): void {
  const [row, at, number, place] = [0, 1, 2, 3].map(() => code.local('i32')) as [
    Local,
    Local,
    Local,
    Local,
  ];
  for (const local of [at, number, place]) {
    code.i32(0);
    code.set(local);
  }
  const { inside, outside } = body(row, at, number);
  repeat(code, sizeOf(indices.shape), () => {
    code.get(place);
    code.memory(MEMORY.i32_load, indices.address);
    code.tee(row);
    code.i32(rows);
    code.op(OP.i32_lt_u);
    code.if(
      null,
      () => {
        code.get(row);
        code.i32(4 * width);
        code.op(OP.i32_mul);
        code.set(row);
        inside();
      },
      outside,
    );
    advance(code, at, 4 * width);
    advance(code, number, 1);
    advance(code, place, 4);
  });
}

/** Adds a run of numbers to another. */
function addRun(
  code: FunctionCode,
  count: number,
  [from, source]: readonly [Local, number],
  [to, target]: readonly [Local, number],
): void {
  const sum = code.local('v128');
  const block = (offset: number, lanes: number): void => {
    code.get(to);
    code.vectorMemory(VECTOR_MEMORY.v128_load, target + offset);
    code.get(from);
    code.vectorMemory(VECTOR_MEMORY.v128_load, source + offset);
    code.vector(VECTOR.f32x4_add);
    code.set(sum);
    storeLanes(code, to, target + offset, sum, lanes);
  };
  const blocks = Math.floor(count / LANES);
  if (blocks > 0)
    repeat(code, blocks, () => {
      block(0, LANES);
      for (const local of [from, to]) advance(code, local, 4 * LANES);
    });
  if (count % LANES > 0) block(0, count % LANES);
  for (const local of [from, to]) advance(code, local, -4 * LANES * blocks);
}
