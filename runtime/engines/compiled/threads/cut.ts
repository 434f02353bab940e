import type { GraphNode } from '../../../graph/graph';
import { shareOfTensor, shareOfType, sharesOf, wholeOf, type Share } from '../../../graph/cutting';
import type { PlacedTensor, RoutinePart } from '../../../graph/lowering';
import { operationNamed } from '../../../graph/operations/registry';
import { sizeOf } from '../../../graph/shapes';
import type { ElementGroup, Operand } from '../write-elements';
import { MOST_TICKETS } from './tickets';

/**
 * What is cut for several threads, and into how many parts. The estimates are coarse: of what takes some microseconds
 * more or less it is not worth to know more.
 */

/** Floating-point operations of a product in a nanosecond. */
const PRODUCT_RATE = 30;
/** Numbers that are read or written otherwise in a nanosecond. */
const NUMBER_RATE = 1;
/** A part that takes less time, in nanoseconds, is not worth what it costs to hand it over. */
const LEAST = 10_000;
/** More parts than threads, so that a thread that is held up holds up less. */
const PER_THREAD = 2;

/** Into how many parts something is cut that takes so many nanoseconds. */
export const partCount = (nanoseconds: number, threads: number): number =>
  threads === 1
    ? 1
    : Math.max(1, Math.min(PER_THREAD * threads, MOST_TICKETS, Math.floor(nanoseconds / LEAST)));

/** The parts of a routine; one where it is not to be cut. */
export function cutRoutine(
  { op, inputs, attributes, ...result }: GraphNode,
  nodes: readonly GraphNode[],
  threads: number,
): readonly RoutinePart[] {
  const { compiled } = operationNamed(op);
  if (compiled.kind !== 'routine') throw new Error(`${op} has no routine.`);
  const given = inputs.map((id) => nodes[id]!);
  if (threads === 1) return [wholeOf(compiled, given, attributes, result)];
  const largest = Math.max(...[result, ...given].map(({ shape }) => sizeOf(shape)));
  const operations = compiled.operations?.(given, attributes, result);
  const count = partCount(
    operations === undefined ? largest / NUMBER_RATE : operations / PRODUCT_RATE,
    threads,
  );
  return count > 1 && compiled.cut
    ? compiled.cut(given, attributes, result, count)
    : [wholeOf(compiled, given, attributes, result)];
}

/** Shares of the outermost axis of a group's elements. */
export const cutElements = ({ root }: ElementGroup, threads: number): readonly Share[] =>
  sharesOf(
    root.shape[outermost(root.shape)] ?? 1,
    partCount(sizeOf(root.shape) / NUMBER_RATE, threads),
  );

/** A share of a group: itself with what it reads and writes. */
export function shareOfGroup(
  { root, members }: ElementGroup,
  operandOf: (id: number) => Operand,
  result: PlacedTensor,
  share: Share,
): [ElementGroup, (id: number) => Operand, PlacedTensor] {
  const axis = outermost(root.shape);
  const operand = (id: number): Operand => {
    const whole = operandOf(id);
    if (typeof whole === 'number') return whole;
    const own = axis - (root.shape.length - whole.shape.length);
    // What is the same along that axis all shares read.
    return (whole.shape[own] ?? 1) === 1 ? whole : shareOfTensor(whole, share, own);
  };
  const group = { root: shareOfType(root, share, axis), members };
  return [group, operand, shareOfTensor(result, share, axis)];
}

/** The first axis along which there is more than one place. */
const outermost = (shape: readonly number[]): number =>
  Math.max(
    0,
    shape.findIndex((extent) => extent > 1),
  );
