import type { KernelDraw } from '../../functions/lanes';
import { MULTIPLIERS, ROUNDS, WEYL, type RandomStream } from '../../functions/random';
import {
  Code,
  instantiate,
  LANE,
  LANE_MEMORY,
  ModuleBuilder,
  OP,
  VECTOR,
  VECTOR_MEMORY,
  type Local,
} from '../../webassembly';
import type { Arena } from './arena';
import { KernelGraph } from './graph';
import { node, PACE } from './nodes';
import { isDraw, type Placement } from './places';
import { Values } from './values';

/** Writes so many random numbers, those of a stream from its first on, to an address. */
export type Drawing = (address: number, count: number, stream: RandomStream) => void;

type Exported = (
  address: number,
  count: number,
  seedLow: number,
  seedHigh: number,
  step: number,
  stream: number,
) => void;

/** Compiles the draws of a body into one module over the arena's memory. */
export function compileDraws({ placed }: Placement, arena: Arena): Map<KernelDraw, Drawing> {
  const kernels = placed.map(({ place, entry }) => (place === 'drawn' ? entry.kernel : null));
  const draws = new Set(kernels.filter(isDraw));
  if (draws.size === 0) return new Map();
  const module = new ModuleBuilder();
  module.importMemory('host', 'memory', arena.shared);
  [...draws].forEach((each, i) => module.export(`d${i}`, module.add(writeDraw(each))));
  const exports = instantiate(module.finish(), { host: { memory: arena.memory } });
  return new Map(
    [...draws].map((each, i) => {
      const draw = exports[`d${i}`] as Exported;
      return [
        each,
        (address, count, { seed, step, stream }) =>
          draw(address, count, seed, Math.floor(seed / 2 ** 32), step, stream),
      ];
    }),
  );
}

const word = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
const pair = ([low, high]: readonly [number, number]): number[] =>
  [low, high, 0, 0].flatMap((value) => word(value));

/** Of two products of 64 bits: their upper words, and their lower words, that of the second first. */
const UPPER_WORDS = [12, 13, 14, 15, 4, 5, 6, 7, 0, 0, 0, 0, 0, 0, 0, 0];
const LOWER_WORDS = [8, 9, 10, 11, 0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0];
/** Of the lower halves of two vectors, number by number in turns. */
const IN_TURNS = [0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23];
const FIRST = 0;
const SECOND = 1;

/** Philox's four words a, b, c, d are two vectors of two: a and c, whose products a round takes, and b and d. */
function writeDraw({ draw }: KernelDraw): Code {
  const code = new Code(['i32', 'i32', 'i32', 'i32', 'i32', 'i32']);
  const [address, left, seedLow, seedHigh, step, stream] = [0, 1, 2, 3, 4, 5];
  const [index, ac, bd, product] = (['i32', 'v128', 'v128', 'v128'] as const).map((type) =>
    code.local(type),
  );
  const keys = Array.from({ length: ROUNDS }, () => code.local('v128'));
  const both = (low: Local, high: Local): void => {
    code.get(high);
    code.vector(VECTOR.i32x4_splat);
    code.get(low);
    code.lane(LANE.i32x4_replace, 0);
  };
  keys.forEach((key, round) => {
    if (round === 0) both(seedLow, step);
    else {
      code.get(keys[round - 1]);
      code.v128(pair(WEYL));
      code.vector(VECTOR.i32x4_add);
    }
    code.set(key);
  });

  const graph = new KernelGraph();
  const [first, second] = [FIRST, SECOND].map((at) => graph.load(at, PACE.block, 'float64'));
  const results = draw(graph.wide, first, second).map((lanes) =>
    graph.vector('f32x4_demote_f64x2_zero', 'float32', [node(lanes)]),
  );
  const values = new Values(code, {
    load: (buffer) => toUnit(code, buffer === FIRST ? ac : bd),
    argument: refuse,
    imported: refuse,
  });
  results.forEach((result) => values.count(result));
  values.settle(PACE.kernel);
  code.loop(() => {
    both(index, stream);
    code.set(ac);
    code.get(seedHigh);
    code.vector(VECTOR.i32x4_splat);
    code.i32(0);
    code.lane(LANE.i32x4_replace, 0);
    code.set(bd);
    for (const key of keys) {
      code.get(ac);
      code.v128(pair(MULTIPLIERS));
      code.vector(VECTOR.i64x2_extmul_low_i32x4_u);
      code.tee(product);
      code.get(product);
      code.shuffle(UPPER_WORDS);
      code.get(bd);
      code.vector(VECTOR.v128_xor);
      code.get(key);
      code.vector(VECTOR.v128_xor);
      code.set(ac);
      code.get(product);
      code.get(product);
      code.shuffle(LOWER_WORDS);
      code.set(bd);
    }
    values.settle(PACE.block);
    results.forEach((result) => values.emit(result));
    code.shuffle(IN_TURNS);
    code.set(product);
    store(code, address, left, product);
    for (const [local, by] of [
      [index, 1],
      [address, 16],
    ] as const) {
      code.get(local);
      code.i32(by);
      code.op(OP.i32_add);
      code.set(local);
    }
    code.get(left);
    code.i32(4);
    code.op(OP.i32_sub);
    code.tee(left);
    code.i32(0);
    code.op(OP.i32_gt_s);
    code.branchIf(0);
  });
  values.forget(PACE.block);
  return code;
}

function refuse(): never {
  throw new Error('Draws are made of uniform numbers alone.');
}

/** The middle of each of 2³² equal parts of (0, 1): of the lower two words of four. */
function toUnit(code: Code, words: Local): void {
  code.get(words);
  code.vector(VECTOR.f64x2_convert_low_i32x4_u);
  code.f64x2(0.5);
  code.vector(VECTOR.f64x2_add);
  code.f64x2(2 ** -32);
  code.vector(VECTOR.f64x2_mul);
}

/** Four numbers, or as many as are left: what lies behind them is another tensor's. */
function store(code: Code, address: Local, left: Local, numbers: Local): void {
  code.get(left);
  code.i32(4);
  code.op(OP.i32_ge_s);
  code.if(
    null,
    () => {
      code.get(address);
      code.get(numbers);
      code.vectorMemory(VECTOR_MEMORY.v128_store, 0);
    },
    () => {
      for (const lane of [0, 1, 2]) {
        code.get(left);
        code.i32(lane);
        code.op(OP.i32_gt_s);
        code.if(null, () => {
          code.get(address);
          code.get(numbers);
          code.laneMemory(LANE_MEMORY.v128_store32_lane, 4 * lane, lane);
        });
      }
    },
  );
}
