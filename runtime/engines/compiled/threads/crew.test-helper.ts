import { join } from 'node:path';
import { createCrew, type WorkerCrew } from './crew';

export const ENTRY = join(__dirname, '..', '..', '..', '..', 'dist', 'crew.js');

/** A crew that always works together, whether it pays or not. */
export const togetherCrew = (size: number): WorkerCrew =>
  createCrew(size, ENTRY, () => ({ way: 'together', took: () => undefined }));
