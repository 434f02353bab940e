import type { Alert, AlertKind } from '../protocol/alerts';
import type { Detector, Finding, WatchedPlan, WatchedRow } from './rule';
import { RULES, SAID_BY } from './rules';

/** Watches one run by all rules. */
export class AlertWatch {
  private detectors: readonly { readonly kind: AlertKind; readonly look: Detector }[];

  /** @param raised kinds of which the run has an alert already: each is raised once */
  constructor(plan: WatchedPlan, raised: readonly Alert['kind'][] = []) {
    this.detectors = RULES.map(({ kind, watch }) => ({ kind, look: watch(plan) }));
    for (const kind of raised) if (kind !== 'told') this.silence(kind);
  }

  /** What is new with this row. */
  observe(row: WatchedRow): Finding[] {
    const findings: Finding[] = [];
    for (const detector of this.detectors) {
      // One that an earlier finding in this row has silenced.
      if (!this.detectors.includes(detector)) continue;
      const finding = detector.look(row);
      if (finding === null) continue;
      findings.push(finding);
      const isLogged = finding.kind !== 'not-finite' || finding.tag !== null;
      if (isLogged) this.silence(finding.kind);
      else this.leaveOut([finding.kind]);
    }
    return findings;
  }

  private silence(kind: AlertKind): void {
    this.leaveOut([kind, ...SAID_BY[kind]]);
  }

  private leaveOut(silent: readonly AlertKind[]): void {
    this.detectors = this.detectors.filter((each) => !silent.includes(each.kind));
  }
}
