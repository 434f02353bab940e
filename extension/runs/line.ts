import type { Run } from '../../runtime/protocol/runs';
import { folderName } from '../stores';
import { runDescription } from './words';

/**
 * The second half of a run's line in a list, with its folder in front where the workspace has several.
 *
 * @param telling what tells it apart from others of the list
 */
export const lineWords = (run: Run, telling?: string): string =>
  [folderName(run.store), telling, runDescription(run)].filter(Boolean).join(' · ');
