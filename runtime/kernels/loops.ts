import { OP, type FunctionCode, type Local } from '../../language';

/** Runs `body` with 0, `step`, 2 · `step` … below `end` in a local. */
export function forUpTo(
  code: FunctionCode,
  end: number,
  step: number,
  body: (at: Local) => void,
): void {
  if (end <= 0) return;
  const at = code.local('i32');
  code.i32(0);
  code.set(at);
  code.loop(() => {
    body(at);
    advance(code, at, step);
    code.get(at);
    code.i32(end);
    code.op(OP.i32_lt_s);
    code.branchIf(0);
  });
}

/** Runs `body` so many times. */
export const repeat = (code: FunctionCode, count: number, body: () => void): void =>
  count === 1 ? body() : forUpTo(code, count, 1, body);

/** Adds a number to a local. */
export function advance(code: FunctionCode, local: Local, by: number): void {
  if (by === 0) return;
  code.get(local);
  code.i32(by);
  code.op(OP.i32_add);
  code.set(local);
}
