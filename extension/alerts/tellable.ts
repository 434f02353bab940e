import { alertKey, alertsOf, type Alert } from '../../runtime/protocol/alerts';
import { isEnded, type Run, type RunAction } from '../../runtime/protocol/runs';

export type RaisedAlert = Extract<RunAction, Alert>;

/**
 * What a change of a run has brought: alerts that it did not have before. One that is met for the first time, as when
 * a window opens, tells what it has while it goes on; of another program's only the last.
 *
 * @param before null for one that is met for the first time
 */
export function newAlerts(run: Run, before: Run | null): RaisedAlert[] {
  const alerts = firstOfEach(alertsOf(run));
  if (before === null) return isEnded(run.status) ? [] : alerts.slice(run.log ? -1 : 0);
  const known = new Set(alertsOf(before).map(alertKey));
  return alerts.filter((alert) => !known.has(alertKey(alert)));
}

function firstOfEach(alerts: readonly RaisedAlert[]): RaisedAlert[] {
  const seen = new Set<string>();
  return alerts.filter((alert) => {
    const isNew = !seen.has(alertKey(alert));
    seen.add(alertKey(alert));
    return isNew;
  });
}

/** What a person mutes with an alert: its kind, or what another program calls by the same title. */
export const muteKey = ({ kind, title }: Alert): string =>
  kind === 'told' ? `told: ${title}` : kind;
