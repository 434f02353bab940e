import type { Value } from './builder';
import type { NoAttributes, Operation } from './operation';
import { fill } from './operations/fill';

/** A tensor, or a number that stands for a scalar. */
export type Arithmetic = Value | number;

/** Applies an operation of two tensors where one may be written as a plain number. */
export const applyBinary = (
  operation: Operation<NoAttributes>,
  x: Arithmetic,
  y: Arithmetic,
): Value => {
  const builder = typeof x !== 'number' ? x.builder : typeof y !== 'number' ? y.builder : null;
  if (builder === null) throw new TypeError(`${operation.name} needs at least one tensor`);
  const tensor = (operand: Arithmetic): Value =>
    typeof operand === 'number' ? fill(builder, [], operand) : operand;
  return builder.apply(operation, [tensor(x), tensor(y)], {});
};
