import { join } from 'node:path';

/** Where things stand in a store: `.optiscope/runs/<id>/`. */
export const STORE_FOLDER = join('.optiscope', 'runs');
export const RUN_FILE = 'run.json';
/** What people did to a run. */
export const ACTIONS_FILE = 'events.jsonl';

/** The folder of a run. */
export const runFolder = (store: string, run: string): string => join(store, run);
