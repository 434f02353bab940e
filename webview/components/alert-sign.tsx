import type { VNode } from 'preact';
import { alertsOf, alertWords } from '../../runtime/protocol/alerts';
import type { Run } from '../../runtime/protocol/runs';
import { Icon } from './icon';

/** Says that alerts were raised in one of these runs, and under the pointer which; null where there is none. */
export function AlertSign({ runs }: { runs: readonly Run[] }): VNode | null {
  const alerts = runs.flatMap((run) => alertsOf(run));
  if (alerts.length === 0) return null;
  const titles = new Set(alerts.map((alert) => alert.title || alertWords(alert)));
  return (
    <span class="run-state alert-sign" title={alerts.map(alertWords).join('\n')}>
      <Icon name="bell" class="status-diverged" />
      <span class="visually-hidden">Alerts: {[...titles].join(', ')}</span>
    </span>
  );
}
