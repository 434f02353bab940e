import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACTIONS_FILE, runFolder } from './layout';

/** Something that somebody did to a run while it went on. */
export interface Action {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly action: 'stop';
  /** The client's name, or what else ended it. */
  readonly by: string;
  /** The last step done at that moment. */
  readonly step: number;
}

/** Adds a line to the run's `events.jsonl`. Throws the file system's error. */
export function appendAction(store: string, run: string, action: Action): void {
  appendFileSync(join(runFolder(store, run), ACTIONS_FILE), `${JSON.stringify(action)}\n`);
}
