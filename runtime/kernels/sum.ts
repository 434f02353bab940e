import {
  LANE,
  MEMORY,
  OP,
  VECTOR,
  VECTOR_MEMORY,
  type FunctionCode,
  type Local,
} from '../../language';
import type { PlacedTensor } from '../graph/lowering';
import { stridesOf } from '../graph/shapes';
import { LANES, storeLanes } from './lanes';
import { loopNest, walk, type Loop } from './loop-nest';
import { advance, repeat } from './loops';

/** The lower two numbers of a vector where the upper two were. */
const UPPER_HALF = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];
const LOWER_HALVES = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
const SWAPPED = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];

/**
 * Writes the sum of a tensor over some of its axes, divided by `divisor`, to `into`. Summed up in float64 and rounded
 * once, always in the same order.
 */
export function writeSum(
  code: FunctionCode,
  from: PlacedTensor,
  axes: readonly number[],
  into: number,
  divisor = 1,
): void {
  const source = stridesOf(from.shape);
  const kept = from.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const target = stridesOf(kept).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  // Reduced axes are those along which the result stands still.
  const nest = loopNest(from.shape, [source, target]);
  const sumsLast = nest.at(-1)?.strides[1] === 0;
  const keptLoops = nest.filter(({ strides }) => strides[1] !== 0);
  const summed = nest.filter(({ strides }) => strides[1] === 0);
  const at = code.local('i32');
  const to = code.local('i32');
  code.i32(0);
  code.set(at);
  code.i32(0);
  code.set(to);
  const totals = [code.local('v128'), code.local('v128')] as const;
  const site: Summing = { code, at, from: from.address, totals };
  const locals = [at, to] as const;
  if (sumsLast || nest.length === 0) {
    walk(code, keptLoops, locals, 4, () => {
      sumOf(site, summed);
      storeTotal(site, to, into, divisor);
    });
    return;
  }
  const columns = keptLoops.at(-1)!;
  const blocks = Math.floor(columns.extent / LANES);
  const rest = columns.extent % LANES;
  const vectors: Loop = { extent: blocks, strides: columns.strides.map((s) => s * LANES) };
  const block = (count: number): void => {
    reset(site);
    walk(code, summed, [at, to], 4, () => addBlock(site, false, LANES));
    storeBlock(site, to, into, divisor, count);
  };
  walk(code, keptLoops.slice(0, -1), locals, 4, () => {
    if (blocks > 0) walk(code, [vectors], locals, 4, () => block(LANES), rest > 0);
    if (rest > 0) block(rest);
    if (blocks > 0 && rest > 0) locals.forEach((local) => advance(code, local, -16 * blocks));
  });
}

interface Summing {
  readonly code: FunctionCode;
  /** Where in the tensor, in bytes. */
  readonly at: Local;
  readonly from: number;
  readonly totals: readonly [Local, Local];
}

function reset({ code, totals }: Summing): void {
  for (const total of totals) {
    code.f64x2(0);
    code.set(total);
  }
}

/** Adds the four numbers at hand to the totals, those beyond `count` as 0. */
function addBlock({ code, at, from, totals }: Summing, masked: boolean, count: number): void {
  const read = code.local('v128');
  code.get(at);
  code.vectorMemory(VECTOR_MEMORY.v128_load, from);
  if (masked) {
    code.v128(Array.from({ length: 16 }, (_, byte) => (byte < 4 * count ? 255 : 0)));
    code.vector(VECTOR.v128_and);
  }
  code.set(read);
  totals.forEach((total, half) => {
    code.get(total);
    code.get(read);
    if (half === 1) {
      code.get(read);
      code.shuffle(UPPER_HALF);
    }
    code.vector(VECTOR.f64x2_promote_low_f32x4);
    code.vector(VECTOR.f64x2_add);
    code.set(total);
  });
}

/** Brings the sum over loops, of which the innermost is without gaps, into the totals. */
function sumOf(site: Summing, loops: readonly Loop[]): void {
  const { code, at } = site;
  reset(site);
  const inner = loops.at(-1) ?? { extent: 1, strides: [1, 0] };
  const blocks = Math.floor(inner.extent / LANES);
  const rest = inner.extent % LANES;
  walk(code, loops.slice(0, -1), [at], 4, () => {
    if (blocks > 0)
      repeat(code, blocks, () => {
        addBlock(site, false, LANES);
        advance(code, at, 16);
      });
    if (rest > 0) addBlock(site, true, rest);
    advance(code, at, -16 * blocks);
  });
}

function storeTotal({ code, totals }: Summing, to: Local, into: number, divisor: number): void {
  const [low, high] = totals;
  code.get(low);
  code.get(high);
  code.vector(VECTOR.f64x2_add);
  code.set(low);
  code.get(to);
  code.get(low);
  code.get(low);
  code.get(low);
  code.shuffle(SWAPPED);
  code.vector(VECTOR.f64x2_add);
  code.lane(LANE.f64x2_extract, 0);
  if (divisor !== 1) {
    code.f64(divisor);
    code.op(OP.f64_div);
  }
  code.op(OP.f32_demote_f64);
  code.memory(MEMORY.f32_store, into);
}

function storeBlock(
  { code, totals }: Summing,
  to: Local,
  into: number,
  divisor: number,
  count: number,
): void {
  for (const total of totals) {
    code.get(total);
    if (divisor !== 1) {
      code.f64x2(divisor);
      code.vector(VECTOR.f64x2_div);
    }
    code.vector(VECTOR.f32x4_demote_f64x2_zero);
  }
  code.shuffle(LOWER_HALVES);
  const block = code.local('v128');
  code.set(block);
  storeLanes(code, to, into, block, count);
}
