import type { Run } from '../../runtime/protocol/runs';
import { folderName } from '../stores';
import { runDescription } from './words';

/** The second half of a run's line in a list, with its folder in front where the workspace has several. */
export const lineWords = (run: Run): string =>
  [folderName(run.store), runDescription(run)].filter(Boolean).join(' · ');
