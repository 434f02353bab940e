import { stateFolder } from '../protocol/state-folder';
import type { Run } from '../protocol/runs';
import { listRunIds, newestFirst, readRunOrFailure } from '../store/run-folders';
import { asLeft, ownerFacts } from '../supervisor/owner';

/** The runs of a store, newest first; one that its runtime has left behind is told as it was left. */
export function knownRuns(store: string): Run[] {
  const facts = ownerFacts(stateFolder());
  return listRunIds(store)
    .map((id) => asLeft(readRunOrFailure(store, id), facts))
    .sort(newestFirst);
}
