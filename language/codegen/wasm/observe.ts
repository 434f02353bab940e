import {
  modelFigures,
  totalsOf,
  valueFigures,
  type Observation,
  type Totals,
} from '../../interpret/figures';
import type { Operand } from '../../ir/program';
import type { Arena } from './arena';
import type { Bound } from './blocks';
import { readTotals, TOTALS_LENGTH } from './totals';
import { KERNEL_EXTENTS, type Placement } from './places';
import type { Cases } from './runs';

/** A body that has just been worked out. */
export interface WorkedOut {
  readonly placement: Placement;
  readonly cases: Cases;
  readonly arena: Arena;
  /** The kernels that stored a tensor's results, and measured its values on the way. */
  readonly lastOf: (tensor: number) => readonly Bound[];
  readonly number: (operand: Operand, tensor: number) => number;
  readonly modelNumber: (operand: Operand) => number;
  readonly holds: (guard: Operand, tensor: number) => boolean;
}

/** What watched values have been, in as many tensors. */
export function observe(watched: readonly Operand[], tensors: number, of: WorkedOut): Observation {
  const all = Array.from({ length: tensors }, (_, t) => t);
  return watched.map((operand, index) => {
    if (of.placement.extentOf(operand) !== 'model')
      return valueFigures(all.map((t) => totalsIn(operand, index, t, of)));
    return modelFigures(isWorkedOut(operand, 0, of) ? of.modelNumber(operand) : null);
  });
}

/** What there is to say of a value in one tensor; null where it was not worked out. */
function totalsIn(operand: Operand, index: number, tensor: number, of: WorkedOut): Totals | null {
  if (!isWorkedOut(operand, tensor, of)) return null;
  if (!KERNEL_EXTENTS.includes(of.placement.extentOf(operand)))
    return totalsOf([of.number(operand, tensor)]);
  const bound = of
    .lastOf(tensor)
    .find(({ run, lowered }) => run.tensors[0] === tensor && lowered.tapped.includes(index));
  if (!bound) return null;
  const { measured, lowered, elements } = bound;
  const first = measured + 8 * TOTALS_LENGTH * lowered.tapped.indexOf(index);
  return readTotals(of.arena.doubles(first, TOTALS_LENGTH), elements);
}

function isWorkedOut(operand: Operand, tensor: number, of: WorkedOut): boolean {
  if (operand.from !== 'statement') return false;
  const { id, type, guard } = of.placement.body.statements.find((each) => each.id === operand.id)!;
  const needed = of.cases.needed.get(id);
  const isNeeded = type.extent === 'model' ? needed?.includes(true) : needed?.[tensor];
  return (
    (of.cases.fixed.has(id) || isNeeded === true) && (guard === null || of.holds(guard, tensor))
  );
}
