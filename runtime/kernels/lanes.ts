import { LANE_MEMORY, VECTOR_MEMORY, type FunctionCode, type Local } from '../../language';

/** Float32 numbers that a vector holds. */
export const LANES = 4;

/** Stores the first `count` (1 to 4) numbers of a vector in a local at the address in another, plus `offset`. */
export function storeLanes(
  code: FunctionCode,
  address: Local,
  offset: number,
  vector: Local,
  count: number,
): void {
  const both = (): void => {
    code.get(address);
    code.get(vector);
  };
  if (count >= LANES) {
    both();
    code.vectorMemory(VECTOR_MEMORY.v128_store, offset);
    return;
  }
  if (count >= 2) {
    both();
    code.laneMemory(LANE_MEMORY.v128_store64_lane, offset, 0);
  }
  if (count % 2 === 1) {
    both();
    code.laneMemory(LANE_MEMORY.v128_store32_lane, offset + 4 * (count - 1), count - 1);
  }
}

/** Leaves a vector whose first `count` (1 to 4) numbers lie at the address in a local, plus `offset`; no others are read. */
export function loadLanes(code: FunctionCode, address: Local, offset: number, count: number): void {
  if (count === 3) code.get(address);
  code.get(address);
  if (count === LANES) code.vectorMemory(VECTOR_MEMORY.v128_load, offset);
  else if (count === 1) code.vectorMemory(VECTOR_MEMORY.v128_load32_zero, offset);
  else code.vectorMemory(VECTOR_MEMORY.v128_load64_zero, offset);
  if (count === 3) code.laneMemory(LANE_MEMORY.v128_load32_lane, offset + 8, 2);
}
