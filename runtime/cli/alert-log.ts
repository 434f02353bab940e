import { alertKey, alertsOf, type Alert } from '../protocol/alerts';
import type { Run, RunAction } from '../protocol/runs';

type Raised = Extract<RunAction, Alert>;

/** Gives each alert of each run once: those raised since the run was begun, or taken up again. */
export class AlertLog {
  readonly #told = new Set<string>();

  news({ id, actions }: Run): Raised[] {
    const taken = actions.findLastIndex(({ action }) => action === 'continue');
    const fresh = alertsOf({ actions: actions.slice(taken + 1) }).filter(
      (alert) => !this.#told.has(`${id} ${alertKey(alert)}`),
    );
    for (const alert of fresh) this.#told.add(`${id} ${alertKey(alert)}`);
    return fresh;
  }
}

/** Why a run ended, unless an alert has said so. */
export const untoldReason = (run: Run): string | null => {
  const isTold =
    run.status === 'diverged' &&
    alertsOf(run).some(({ kind, step }) => kind === 'not-finite' && step === run.step);
  return isTold ? null : run.reason;
};
