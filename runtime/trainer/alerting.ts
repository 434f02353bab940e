import type { Parameter } from '../graph/graph';
import type { WatchedRow } from '../alerts/rule';
import { AlertWatch } from '../alerts/watch';
import { alertOf } from '../alerts/words';
import { alertsOf } from '../protocol/alerts';
import { appendAction, readActions } from '../store/actions';
import type { TrainingPlan } from '../training/loop';
import type { FromTrainer } from './messages';

/** Who raises the alerts of a run, for its record. */
const BY = 'trainer';

/**
 * Watches what a run logs. Each alert is on disk before it is told, and what stands there is not raised again: a run
 * that is taken up goes on as one that was never interrupted.
 *
 * @param folder the run's
 */
export function startAlerting(
  folder: string,
  { steps, logEvery, warmup, schedule }: TrainingPlan,
  parameters: readonly Parameter[],
  post: (message: FromTrainer) => void,
): (row: WatchedRow) => void {
  const decays = schedule !== 'constant';
  const raised = alertsOf({ actions: readActions(folder) }).map(({ kind }) => kind);
  const watch = new AlertWatch({ steps, logEvery, warmup, decays, parameters }, raised);
  return (row) => {
    for (const finding of watch.observe(row)) {
      const alert = alertOf(finding, row.step);
      const action = { at: Date.now(), by: BY, step: row.step, ...alert };
      try {
        appendAction(folder, action);
      } catch (error) {
        const cause = (error as Error).message;
        post({ kind: 'warning', message: `An alert cannot be recorded: ${cause}.` });
      }
      post({ kind: 'alert', action });
    }
  };
}
