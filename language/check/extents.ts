import type { BodyBuilder } from './builder';
import { joinExtents, resultExtent } from '../ir/extent';
import type { Draft, Value } from './values';

/** A slot, its value from before the step, and what is stored into it. */
export interface SlotFlow {
  readonly value: Value;
  /** False where a declaration fixes the extent. */
  readonly inferred: boolean;
  readonly stored: readonly Value[];
  /** False where an error may hide what is stored into it. */
  readonly certain: boolean;
}

/**
 * Gives every operation its extent, and every slot the smallest that covers what is stored into it: the
 * least fixpoint. Extents only grow, and a program names few sizes, so this ends after few rounds.
 */
export function inferExtents(bodies: readonly BodyBuilder[], slots: readonly SlotFlow[]): void {
  for (const { value, inferred, certain } of slots) if (inferred && !certain) value.certain = false;
  let changed = true;
  while (changed) {
    changed = false;
    for (const { drafts } of bodies) for (const draft of drafts) raise(draft);
    for (const { value, stored, inferred } of slots) {
      if (!inferred) continue;
      const certain = value.certain && stored.every((each) => each.certain);
      const extent = stored.reduce(
        (covering, { extent }) => joinExtents(covering, extent),
        value.extent,
      );
      if (extent === value.extent && certain === value.certain) continue;
      value.extent = extent;
      value.certain = certain;
      changed = true;
    }
  }
}

function raise({ entry, args, value }: Draft): void {
  value.certain &&= args.every((arg) => arg.certain);
  value.extent = resultExtent(
    entry,
    args.map((arg) => arg.extent),
    args.map((arg) => arg.operand),
  );
}
