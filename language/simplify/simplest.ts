import type { Program } from '../ir/program';
import { effort, WHOLE_OPERATION } from './effort';
import { simplifyInPlace } from './in-place';
import { LARGEST, simplify, type Simplified } from './simplify';
import { Unsimplifiable } from './read';

export interface Simplest extends Simplified {
  /** False: nothing simpler was found, and the program is the one that was given. */
  readonly changed: boolean;
}

/**
 * The simplest form of a program that is known: as it is written with some statements simpler, or in normal form,
 * whichever takes less; itself where neither does. All give the same updates over the reals.
 */
export function simplest(program: Program): Simplest {
  let best: Simplest = { program, steps: [], changed: false };
  for (const candidate of candidates(program)) {
    const isLess = effort(candidate.program) + WHOLE_OPERATION <= effort(best.program);
    // Another way to write the same takes no rule, and is no gain.
    if (isLess && candidate.steps.length > 0) best = { ...candidate, changed: true };
  }
  return best;
}

function candidates(program: Program): readonly Simplified[] {
  if (program.train.statements.length > LARGEST) return [];
  try {
    const inPlace = simplifyInPlace(program);
    // Normal form works out both sides of an `if` for every tensor.
    const branches = program.train.statements.some(({ guard }) => guard !== null);
    return branches ? [inPlace] : [inPlace, simplify(program)];
  } catch (error) {
    if (error instanceof Unsimplifiable) return [];
    throw error;
  }
}
