import { OP, type FunctionCode, type Local } from '../../language';

/** Bytes of a float32. */
export const FLOAT = 4;

/** A new local that holds what another does, and so many bytes more. */
export function copyOf(code: FunctionCode, local: Local, plus = 0): Local {
  const copy = code.local('i32');
  assign(code, copy, local, plus);
  return copy;
}

export function assign(code: FunctionCode, to: Local, from: Local, plus = 0): void {
  code.get(from);
  if (plus !== 0) {
    code.i32(plus);
    code.op(OP.i32_add);
  }
  code.set(to);
}

/** Calls a function with the addresses that locals hold. */
export function call(code: FunctionCode, index: number, ...addresses: readonly Local[]): void {
  addresses.forEach((address) => code.get(address));
  code.call(index);
}
