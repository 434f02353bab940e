import type { FunctionCode, Local } from '../../language';
import { advance, repeat } from './loops';

/** One loop over tensors that are walked together. */
export interface Loop {
  readonly extent: number;
  /** How far each tensor moves with a turn of the loop, in numbers. */
  readonly strides: readonly number[];
}

/**
 * The fewest loops that walk tensors together over a shape, outermost first: axes of extent 1 are left out, and
 * neighbouring axes become one where every tensor goes on from one to the other without a gap.
 *
 * @param strides of each tensor along the axes of the shape; 0 where it repeats
 */
export function loopNest(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
): Loop[] {
  const loops: Loop[] = [];
  shape.forEach((extent, axis) => {
    if (extent === 1) return;
    const inner: Loop = { extent, strides: strides.map((each) => each[axis]!) };
    const outer = loops.at(-1);
    const goesOn = outer?.strides.every((stride, i) => stride === inner.strides[i]! * extent);
    if (outer && goesOn) loops[loops.length - 1] = { ...inner, extent: outer.extent * extent };
    else loops.push(inner);
  });
  return loops;
}

/** Runs `body` in loops that move the locals along; leaves them where they were, but on request of the outermost. */
export function walk(
  code: FunctionCode,
  loops: readonly Loop[],
  locals: readonly Local[],
  bytes: number,
  body: () => void,
  stays = false,
): void {
  const [outer, ...inner] = loops;
  if (!outer) {
    body();
    return;
  }
  repeat(code, outer.extent, () => {
    walk(code, inner, locals, bytes, body);
    locals.forEach((local, i) => advance(code, local, bytes * outer.strides[i]!));
  });
  if (stays) return;
  locals.forEach((local, i) => advance(code, local, -bytes * outer.strides[i]! * outer.extent));
}
