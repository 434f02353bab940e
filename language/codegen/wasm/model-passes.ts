import { expand, scalarMatrix, shapeOf } from '../../interpret/matrix';
import type { Operand } from '../../ir/program';
import type { BufferRef } from './lower';
import type { Placed } from './places';
import { holds, partOf, resultOf, type Workings } from './workings';

/** Whom a body asks for passes through the model. */
export type Pass = (points: readonly Float64Array[]) => {
  readonly loss: number;
  readonly gradients: readonly ArrayLike<number>[];
};

/**
 * Asks the model; statements that ask at the same weights share the answer.
 * @param asks whether a tensor has use for what a statement asks
 */
export function runPasses(
  workings: Workings,
  placed: readonly Placed[],
  asks: (statement: number, tensor: number) => boolean,
  ask: Pass,
): void {
  const { placement, numbers, buffers, scope, tensors } = workings;
  const made = new Map<string, ReturnType<Pass> | null>();
  for (const each of placed) {
    const { statement, entry } = each;
    const { guard, args } = statement;
    const perTensor = guard !== null && placement.extentOf(guard) !== 'model';
    const key = JSON.stringify([args[0], perTensor ? guard : null]);
    let pass = made.get(key);
    if (pass === undefined) {
      const points = pointsOf(workings, each, asks);
      pass = points && ask(points);
      made.set(key, pass);
    }
    if (entry.meaning.per === 'pass' && entry.meaning.gives === 'loss') {
      numbers.values[numbers.placeOf(resultOf(each), 0)] = pass?.loss ?? 0;
      continue;
    }
    tensors.forEach((_, t) => {
      const ref: BufferRef = { of: 'statement', id: statement.id, extent: 'elem' };
      const into = buffers.part(ref, scope, t);
      if (pass) into.set(pass.gradients[t]);
      else into.fill(0);
    });
  }
}

/** The weights at which a statement asks; a tensor that its branch leaves out stays at `w`. Null where all do. */
function pointsOf(
  workings: Workings,
  placed: Placed,
  asks: (statement: number, tensor: number) => boolean,
): Float64Array[] | null {
  const { tensors } = workings;
  const { statement } = placed;
  let asked = tensors.length === 0;
  const points = tensors.map((facts, t) => {
    const left = !asks(statement.id, t) || !holds(workings, placed, t);
    const at: Operand = left ? { from: 'input', name: 'w' } : statement.args[0];
    asked ||= !left;
    const part = partOf(workings, at, t);
    const matrix = typeof part === 'number' ? scalarMatrix(Math.fround(part)) : part[0];
    return expand(matrix, shapeOf('elem', facts)).data;
  });
  return asked ? points : null;
}
