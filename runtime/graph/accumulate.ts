import type { Value } from './builder';
import { add } from './operations/add';
import { concat } from './operations/concat';

/**
 * The sum of the gradients that arrive at one node. Where each of them belongs to another slice of the node along
 * one axis, and together they cover it, they are joined instead of padded and added: a sequence cut into its
 * steps would otherwise cost a full-size addition a step.
 */
export const accumulate = (contributions: readonly Value[]): Value =>
  joined(contributions) ?? contributions.reduce((total, value) => add(total, value));

interface Part {
  readonly axis: number;
  readonly start: number;
  readonly value: Value;
}

const joined = (contributions: readonly Value[]): Value | null => {
  if (contributions.length < 2) return null;
  const parts = contributions.map(partOf);
  if (!parts.every((part): part is Part => part !== null)) return null;
  const axis = parts[0]!.axis;
  const ordered = [...parts].sort((a, b) => a.start - b.start);
  let end = 0;
  for (const part of ordered) {
    if (part.axis !== axis || part.start !== end) return null;
    end += part.value.shape[axis]!;
  }
  if (end !== contributions[0]!.shape[axis]) return null;
  return concat(ordered.map(({ value }) => value) as [Value, ...Value[]], axis);
};

/** What a padded tensor holds and where, if it was padded along one axis only. */
const partOf = (padded: Value): Part | null => {
  const node = padded.builder.nodeOf(padded.id);
  if (node.op !== 'pad') return null;
  const value = padded.builder.valueOf(node.inputs[0]!);
  const axes = padded.shape.map((_, i) => i).filter((i) => padded.shape[i] !== value.shape[i]);
  if (axes.length !== 1) return null;
  const before = node.attributes['before'] as readonly number[];
  return { axis: axes[0]!, start: before[axes[0]!]!, value };
};
