import type { Term } from '../analysis/linear';
import type { Subject } from './subject';

/**
 * The weights' own share in the update, as a plain multiple of `w`: weight decay. Null where there is none, or
 * where the program holds on to weights in a slot, so that `w` stands in the update for another reason.
 */
export function decayOf(subject: Subject): Term | null {
  const { isOptimizer, update } = subject;
  if (!isOptimizer) return null;
  const terms = subject.terms(update);
  const own = terms.find(({ value }) => value.from === 'input' && value.name === 'w');
  if (!own || holdsWeights(subject)) return null;
  return own;
}

/** Whether some slot has the weights' unit: it keeps a copy or an average of them. */
function holdsWeights({ program, units }: Subject): boolean {
  return program.slots.some(({ name }) => {
    const unit = units.slot(name);
    return unit.size === 1 && unit.get('w') === 1;
  });
}

/** Defaults, with a decay that is off by default switched on, so that its place can be seen. */
export function switchedOn({ program }: Subject): ReadonlyMap<string, number> {
  return new Map(
    program.hypers.map(({ name, default: value, low, high }) => [
      name,
      value === 0 ? (low + high) / 2 : value,
    ]),
  );
}
