import type { FunctionCode, Local } from '../../language';
import { copyOf, FLOAT } from './addresses';
import { LANES, loadLanes, storeLanes } from './lanes';
import { advance, repeat } from './loops';

/** Vectors up to which a walk is written out without a loop. */
const WRITTEN_OUT = 8;

/**
 * Walks lists of `count` numbers vector by vector: `visit` gets locals with the lists' places, an offset to them in
 * bytes, and how many numbers there are, fewer than a vector holds only at the end.
 */
export function alongVectors(
  code: FunctionCode,
  count: number,
  lists: readonly Local[],
  visit: (places: readonly Local[], offset: number, lanes: number) => void,
): void {
  const whole = Math.floor(count / LANES);
  const rest = count % LANES;
  if (whole <= WRITTEN_OUT) {
    for (let i = 0; i < whole; i++) visit(lists, i * LANES * FLOAT, LANES);
    if (rest > 0) visit(lists, whole * LANES * FLOAT, rest);
    return;
  }
  const places = lists.map((list) => copyOf(code, list));
  repeat(code, whole, () => {
    visit(places, 0, LANES);
    for (const place of places) advance(code, place, LANES * FLOAT);
  });
  if (rest > 0) visit(places, 0, rest);
}

/** Sets `count` numbers to 0. */
export function writeClear(code: FunctionCode, list: Local, count: number): void {
  const zero = code.local('v128');
  code.f32x4(0);
  code.set(zero);
  alongVectors(code, count, [list], ([place], offset, lanes) =>
    storeLanes(code, place!, offset, zero, lanes),
  );
}

/** Copies `count` numbers to where another list lies. */
export function writeCopy(code: FunctionCode, from: Local, to: Local, count: number): void {
  const vector = code.local('v128');
  alongVectors(code, count, [from, to], ([source, target], offset, lanes) => {
    loadLanes(code, source!, offset, lanes);
    code.set(vector);
    storeLanes(code, target!, offset, vector, lanes);
  });
}
