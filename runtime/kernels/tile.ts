import { OP, VECTOR, VECTOR_MEMORY, type FunctionCode, type Local } from '../../language';
import { copyOf, FLOAT } from './addresses';
import { LANES, loadLanes, storeLanes } from './lanes';
import { loopNest } from './loop-nest';
import { advance, repeat } from './loops';

/** One axis along which the numbers of an operand lie: so many places, so many numbers apart. */
export interface Axis {
  readonly count: number;
  readonly stride: number;
}

export const extentOf = (axes: readonly Axis[]): number =>
  axes.reduce((product, { count }) => product * count, 1);

/** Places of some axes, the last one fastest, counted in numbers. */
export const placesOf = (axes: readonly Axis[]): number[] =>
  axes.reduce<number[]>(
    (places, { count, stride }) =>
      places.flatMap((place) => Array.from({ length: count }, (_, i) => place + i * stride)),
    [0],
  );

/** The same places by as few axes as can be, one at least. */
export function fewestAxes(axes: readonly Axis[]): Axis[] {
  const counts = axes.map(({ count }) => count);
  const loops = loopNest(counts, [axes.map(({ stride }) => stride)]);
  if (loops.length === 0) return [{ count: 1, stride: 0 }];
  return loops.map(({ extent, strides }) => ({ count: extent, stride: strides[0]! }));
}

/** A part of the result that is kept in registers while a sum over all inner places goes into it. */
export interface Tile {
  /** Where each row begins in the left operand, counted in numbers. */
  readonly rows: readonly number[];
  /** How the summed places lie in the left operand, outermost first. */
  readonly inner: readonly Axis[];
  /** Numbers from one summed place to the next in the right operand. */
  readonly rightStride: number;
  readonly columns: number;
  /** Whether the right operand may be read to a vector's end. */
  readonly padded: boolean;
  readonly resultStride: number;
  readonly accumulate: boolean;
  /** Whether a product may be added to the sum without being rounded before. */
  readonly relaxed: boolean;
}

/** Summed places up to which a sum is written out without a loop. */
const WRITTEN_OUT = 2;

/**
 * result += left · right for one tile. Each number of it is the sum in float32 from the first summed place to the last,
 * one after the other, whatever the tile's shape.
 */
export function writeTile(
  code: FunctionCode,
  registers: Registers,
  tile: Tile,
  { left, right, result }: { readonly left: Local; readonly right: Local; readonly result: Local },
): void {
  const { rows, inner, columns, resultStride } = tile;
  const vectors = Math.ceil(columns / LANES);
  const sums = rows.map((_, r) =>
    Array.from({ length: vectors }, (_, v) => registers.sum(r * vectors + v)),
  );
  const eachSum = (visit: (sum: Local, offset: number, lanes: number) => void): void =>
    sums.forEach((row, r) =>
      row.forEach((sum, v) =>
        visit(
          sum,
          r * resultStride * FLOAT + v * LANES * FLOAT,
          Math.min(LANES, columns - v * LANES),
        ),
      ),
    );
  eachSum((sum, offset, lanes) => {
    if (tile.accumulate) loadLanes(code, result, offset, lanes);
    else code.f32x4(0);
    code.set(sum);
  });

  const step = (a: Local, aPlace: number, b: Local, bPlace: number): void => {
    for (let v = 0; v < vectors; v++) {
      const lanes = tile.padded ? LANES : Math.min(LANES, columns - v * LANES);
      loadLanes(code, b, bPlace * FLOAT + v * LANES * FLOAT, lanes);
      code.set(registers.right(v));
    }
    rows.forEach((row, r) => {
      code.get(a);
      code.vectorMemory(VECTOR_MEMORY.v128_load32_splat, (row + aPlace) * FLOAT);
      code.set(registers.left);
      for (let v = 0; v < vectors; v++) {
        const [sum, a, b] = [sums[r]![v]!, registers.left, registers.right(v)];
        (tile.relaxed ? [a, b, sum] : [sum, a, b]).forEach((local) => code.get(local));
        if (tile.relaxed) code.vector(VECTOR.f32x4_relaxed_madd);
        else {
          code.vector(VECTOR.f32x4_mul);
          code.vector(VECTOR.f32x4_add);
        }
        code.set(sum);
      }
    });
  };
  if (extentOf(inner) <= WRITTEN_OUT) {
    placesOf(inner).forEach((place, k) => step(left, place, right, k * tile.rightStride));
  } else {
    const [a, b] = [copyOf(code, left), copyOf(code, right)];
    writeSum(code, inner, a, b, tile.rightStride, step);
  }

  eachSum((sum, offset, lanes) => storeLanes(code, result, offset, sum, lanes));
}

/** Loops over the summed places; `a` and `b` go along. */
function writeSum(
  code: FunctionCode,
  [axis, ...finer]: readonly Axis[],
  a: Local,
  b: Local,
  rightStride: number,
  step: (a: Local, aPlace: number, b: Local, bPlace: number) => void,
): void {
  const { count, stride } = axis!;
  if (finer.length > 0) {
    const [{ count: places, stride: between }] = finer as [Axis, ...Axis[]];
    repeat(code, count, () => {
      writeSum(code, finer, a, b, rightStride, step);
      advance(code, a, (stride - places * between) * FLOAT);
    });
    return;
  }
  // One place a turn, and by the address itself: V8 up to Node 22 moves all loads of a loop's body to its front, where
  // those of several places do not fit into the registers and the loop takes twice as long.
  const end = copyOf(code, b, count * rightStride * FLOAT);
  code.loop(() => {
    step(a, 0, b, 0);
    advance(code, a, stride * FLOAT);
    advance(code, b, rightStride * FLOAT);
    code.get(b);
    code.get(end);
    code.op(OP.i32_ne);
    code.branchIf(0);
  });
}

/** The vectors that all tiles of a function share. */
export class Registers {
  private readonly sums: Local[] = [];
  private readonly rights: Local[] = [];
  readonly left: Local;

  constructor(private readonly code: FunctionCode) {
    this.left = code.local('v128');
  }

  sum(index: number): Local {
    return (this.sums[index] ??= this.code.local('v128'));
  }

  right(index: number): Local {
    return (this.rights[index] ??= this.code.local('v128'));
  }
}
