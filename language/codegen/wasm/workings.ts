import type { Matrix, TensorFacts } from '../../functions/entry';
import { apply, type Moment, type Value } from '../../interpret/evaluate';
import { scalarMatrix, shapeOf } from '../../interpret/matrix';
import type { Operand } from '../../ir/program';
import type { Buffers } from './buffers';
import type { BufferRef, Domain } from './lower';
import type { Numbers } from './numbers';
import type { Placed, Placement } from './places';

/** Where the values of a body are while it is worked out. */
export interface Workings {
  readonly placement: Placement;
  readonly tensors: readonly TensorFacts[];
  /** Those of model and tensor extent. */
  readonly numbers: Numbers;
  /** Those of elements, rows and columns, in the body's scope. */
  readonly buffers: Buffers;
  readonly scope: string;
}

export const resultOf = ({ statement }: Placed): Operand => ({
  from: 'statement',
  id: statement.id,
});

/** Whether a statement's guard, where it has one, holds for a tensor. */
export function holds(
  { numbers }: Pick<Workings, 'numbers'>,
  { statement: { guard } }: Placed,
  tensor: number,
): boolean {
  return guard === null || numbers.of(guard, tensor) !== 0;
}

/** A tensor's part of a value, as the interpreter has it. */
export function partOf(
  { placement, tensors, numbers, buffers, scope }: Workings,
  operand: Operand,
  tensor: number,
): Value {
  const extent = placement.extentOf(operand);
  if (operand.from === 'literal' || extent === 'model') return numbers.of(operand, tensor);
  if (extent === 'tensor') return [scalarMatrix(numbers.of(operand, tensor))];
  const data = Float64Array.from(buffers.part(refTo(operand, extent as Domain), scope, tensor));
  return [{ ...shapeOf(extent, tensors[tensor]), data }];
}

/** Has the interpreter work a statement out for one tensor, where its guard holds. */
export function interpret(
  workings: Workings,
  placed: Placed,
  tensor: number,
  moment: Moment,
): void {
  if (!holds(workings, placed, tensor)) return;
  const { tensors, numbers, buffers, scope } = workings;
  const { statement } = placed;
  const { extent } = statement.type;
  const args = statement.args.map((arg) => partOf(workings, arg, tensor));
  const world = {
    tensors: [tensors[tensor]],
    round: Math.fround,
    moment,
    given: never,
    pass: never,
  };
  const [result] = apply(statement, args, null, world) as readonly Matrix[];
  if (extent === 'tensor')
    numbers.values[numbers.placeOf(resultOf(placed), tensor)] = Math.fround(result.data[0]);
  else {
    const ref: BufferRef = { of: 'statement', id: statement.id, extent: extent as Domain };
    buffers.part(ref, scope, tensor).set(result.data);
  }
}

function never(): never {
  throw new Error('What is interpreted has all that it asks for.');
}

function refTo(operand: Operand, extent: Domain): BufferRef {
  switch (operand.from) {
    case 'statement':
      return { of: 'statement', id: operand.id, extent };
    case 'slot':
      return { of: 'slot', name: operand.name, extent };
    default:
      return { of: 'input', name: operand.from === 'input' && operand.name === 'w' ? 'w' : 'g' };
  }
}
