import type * as vscode from 'vscode';
import { alertKey } from '../../runtime/protocol/alerts';
import { storeKey } from '../../runtime/protocol/store-path';
import type { Run } from '../../runtime/protocol/runs';
import type { RaisedAlert } from './tellable';

const KEY = 'optiscope.toldAlerts';
/** The oldest are forgotten: their runs have long ended, and what has ended tells nothing anew. */
const MOST = 2000;
/** Of runs that were started together so many tell the same: the others are marked in the panel all the same. */
const MOST_OF_A_COMPARISON = 3;

/** Which alerts this workspace's windows have told. */
export class ToldAlerts {
  private readonly ofComparison = new Map<string, number>();

  constructor(private readonly memory: vscode.Memento) {}

  /** True the first time, and not for one too many of a comparison. On record before it is told: a window may close. */
  async mayTell(run: Run, alert: RaisedAlert): Promise<boolean> {
    const entry = [storeKey(run.store), run.id, alertKey(alert)].join('\n');
    const told = this.memory.get<readonly string[]>(KEY, []);
    if (told.includes(entry)) return false;
    await this.memory.update(KEY, [...told, entry].slice(-MOST));
    if (run.comparison === null) return true;
    const key = [run.comparison, alertKey(alert)].join('\n');
    const count = (this.ofComparison.get(key) ?? 0) + 1;
    this.ofComparison.set(key, count);
    return count <= MOST_OF_A_COMPARISON;
  }
}
