import type { BodyBuilder } from './builder';
import { joinExtents, resultExtent } from '../ir/extent';
import type { Draft, Value } from './values';

/** A slot, its value from before the step, and what is stored into it. */
export interface SlotFlow {
  readonly value: Value;
  /** False where a declaration fixes the extent. */
  readonly inferred: boolean;
  readonly stored: readonly Value[];
}

/**
 * Gives every operation its extent, and every slot the smallest that covers what is stored into it: the
 * least fixpoint. Extents only grow, and a program names few sizes, so this ends after few rounds.
 */
export function inferExtents(bodies: readonly BodyBuilder[], slots: readonly SlotFlow[]): void {
  let changed = true;
  while (changed) {
    changed = false;
    for (const { drafts } of bodies) for (const draft of drafts) raise(draft);
    for (const { value, stored, inferred } of slots) {
      const extent = stored.reduce(
        (covering, { extent }) => joinExtents(covering, extent),
        value.extent,
      );
      if (!inferred || extent === value.extent) continue;
      value.extent = extent;
      changed = true;
    }
  }
}

function raise({ entry, args, value }: Draft): void {
  value.extent = resultExtent(
    entry,
    args.map((arg) => arg.extent),
    args.map((arg) => arg.operand),
  );
}
