import { join } from 'node:path';
import type { Run } from '../protocol/runs';

/** Where things stand in a store: `.optiscope/runs/<id>/`. */
export const STORE_FOLDER = join('.optiscope', 'runs');
export const RUN_FILE = 'run.json';
/** What people did to a run, and what was noticed in it. */
export const ACTIONS_FILE = 'events.jsonl';
/** What a person wrote about a run. */
export const ANNOTATIONS_FILE = 'annotations.json';

/** Weights, slots and counters from which a run can go on. */
export const CHECKPOINTS_FOLDER = 'checkpoints';

/** The folder of a run. */
export const runFolder = (store: string, run: string): string => join(store, run);

/** The folder with a run's event files: another program's stand where that program likes. */
export const logFolderOf = (run: Run): string => run.log?.folder ?? runFolder(run.store, run.id);
