import type { BodyBuilder } from './builder';
import { join, type Draft, type Value } from './values';

/** A slot, its value from before the step, and what is stored into it. */
export interface SlotFlow {
  readonly value: Value;
  /** False where a declaration fixes the extent. */
  readonly inferred: boolean;
  readonly stored: readonly Value[];
}

/**
 * Gives every operation its extent, and every slot the smallest that covers what is stored into it: the
 * least fixpoint. Extents only grow and there are four levels of them, so this ends after few rounds.
 */
export function inferExtents(bodies: readonly BodyBuilder[], slots: readonly SlotFlow[]): void {
  let changed = true;
  while (changed) {
    changed = false;
    for (const { drafts } of bodies) for (const draft of drafts) raise(draft);
    for (const { value, stored, inferred } of slots) {
      const extent = stored.reduce((covering, { extent }) => join(covering, extent), value.extent);
      if (!inferred || extent === value.extent) continue;
      value.extent = extent;
      changed = true;
    }
  }
}

function raise({ entry, args, value }: Draft): void {
  const { extent } = entry.signature.result;
  value.extent =
    extent === 'broadcast'
      ? args.reduce<Value['extent']>((covering, arg) => join(covering, arg.extent), 'model')
      : extent;
}
