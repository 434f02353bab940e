import type { Run } from '../../runtime/protocol/runs';
import { isLive } from './describe';

/** The runs that were started together last, of a list that begins with the newest: what is shown where nobody says. */
export function newestTogether(runs: readonly Run[]): string[] {
  const [newest] = runs;
  if (!newest) return [];
  const together = runs.filter(
    ({ id, comparison }) =>
      id === newest.id || (comparison !== null && comparison === newest.comparison),
  );
  return together.map(({ id }) => id).reverse();
}

/**
 * What is shown once a new run has come; null: what is. A further run of a comparison that is on screen joins it. On
 * a page of its own, where nobody says what to show, a new run takes the place of runs that have all ended.
 */
export function shownWith(
  run: Run,
  shown: readonly string[],
  others: readonly Run[],
  isOwnPage: boolean,
): readonly string[] | null {
  if (run.comparison !== null && others.some(({ comparison }) => comparison === run.comparison))
    return [...shown, run.id];
  return isOwnPage && !others.some(isLive) ? [run.id] : null;
}
