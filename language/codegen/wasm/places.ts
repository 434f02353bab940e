import { fitsIn } from '../../ir/extent';
import type { FunctionEntry } from '../../functions/entry';
import type { KernelDraw, KernelFold } from '../../functions/lanes';
import { functionOf } from '../../interpret/evaluate';
import type { Body, Extent, Operand, Statement } from '../../ir/program';

/**
 * How a statement is carried out:
 * - `host`: as a float64 number, once for the model
 * - `scalar`: as a number for each tensor
 * - `inline`: element by element, inside every kernel that asks for it; never stored
 * - `fold`: a reduction, by a kernel of its own pass over the elements
 * - `interpreted`: by the interpreter, on whole tensors, since there is no kernel for it
 * - `drawn`: random numbers, by a kernel of their own
 * - `pass`: by the model, at other weights
 */
export type Place = 'host' | 'scalar' | 'inline' | 'fold' | 'interpreted' | 'drawn' | 'pass';

export interface Placed {
  readonly statement: Statement;
  readonly entry: FunctionEntry;
  readonly place: Place;
  /** It is worked out when all that it asks for is there: folds and passes of one level are over before the next. */
  readonly level: number;
}

/** A body's statements in order, without those that are known beforehand, and how much of a model each value covers. */
export interface Placement {
  readonly body: Body;
  readonly placed: readonly Placed[];
  readonly byId: ReadonlyMap<number, Placed>;
  readonly levels: number;
  readonly extentOf: (operand: Operand) => Extent;
}

/** What a kernel can go through. */
export const KERNEL_EXTENTS: readonly Extent[] = ['row', 'col', 'elem'];

const TENSOR_INPUTS: ReadonlySet<string> = new Set(['w', 'g', 'update']);

export function placeStatements(
  body: Body,
  fixed: ReadonlyMap<number, unknown>,
  slots: ReadonlyMap<string, Extent>,
): Placement {
  const types = new Map(body.statements.map(({ id, type }) => [id, type.extent]));
  const extentOf = (operand: Operand): Extent => {
    if (operand.from === 'statement') return types.get(operand.id)!;
    if (operand.from === 'slot') return slots.get(operand.name)!;
    return operand.from === 'input' && TENSOR_INPUTS.has(operand.name) ? 'elem' : 'model';
  };
  const byId = new Map<number, Placed>();
  const availableAt = (operand: Operand): number => {
    const maker = operand.from === 'statement' ? byId.get(operand.id) : undefined;
    return maker ? overAt(maker) : 0;
  };
  for (const statement of body.statements) {
    if (fixed.has(statement.id)) continue;
    const entry = functionOf(statement);
    const place = placeOf(statement, entry, extentOf);
    let level = statement.guard ? availableAt(statement.guard) : 0;
    for (const arg of statement.args) level = Math.max(level, availableAt(arg));
    byId.set(statement.id, { statement, entry, place, level });
  }
  const placed = [...byId.values()];
  const levels = 1 + placed.reduce((last, each) => Math.max(last, overAt(each)), 0);
  return { body, placed, byId, levels, extentOf };
}

/** The level from which on its value is there. */
const overAt = ({ place, level }: Placed): number =>
  place === 'fold' || place === 'pass' ? level + 1 : level;

function placeOf(
  { type, args }: Statement,
  { meaning, kernel }: FunctionEntry,
  extentOf: (operand: Operand) => Extent,
): Place {
  const { per } = meaning;
  if (per === 'pass') return 'pass';
  if (per === 'model') return 'fold';
  if (type.extent === 'model') return 'host';
  if (per === 'random') return type.extent === 'tensor' ? 'scalar' : 'drawn';
  if (per === 'element') {
    if (type.extent === 'tensor') return 'scalar';
    return kernel ? 'inline' : 'interpreted';
  }
  if (per === 'tensor' && args.every((arg) => fitsIn(extentOf(arg), 'tensor'))) return 'scalar';
  return isFold(kernel) ? 'fold' : 'interpreted';
}

export const isFold = (kernel: FunctionEntry['kernel']): kernel is KernelFold =>
  kernel !== null && 'fold' in kernel;

export const isDraw = (kernel: FunctionEntry['kernel']): kernel is KernelDraw =>
  kernel !== null && 'draw' in kernel;

/** Whether its result lies in a buffer while the step lasts. */
export const isKept = (place: Place | undefined): boolean =>
  place === 'fold' || place === 'interpreted' || place === 'drawn' || place === 'pass';

/** What a reduction goes by that is gone through before it, as a statement of its own; none where it needs none. */
export function centreOf({ statement, entry, place, level }: Placed): Placed[] {
  const { kernel } = entry;
  if (!isFold(kernel) || !kernel.about) return [];
  // No statement of a program has a number below 0.
  const own = { ...statement, id: -1 - statement.id };
  return [{ statement: own, entry: { ...entry, kernel: kernel.about }, place, level }];
}

/** Whether it stands for what another reduction goes by, which gets it in float64. */
export const isCentre = ({ statement }: Placed): boolean => statement.id < 0;
