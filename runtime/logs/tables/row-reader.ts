import type { ScalarSink } from '../../store/scalar-decoder';
import { CsvRows } from './csv';
import { JsonRows } from './jsonl';

/** Makes scalars of a log's lines, one after the other. */
export interface RowReader {
  /** When rows count as written that do not say it themselves, in seconds since 1970. */
  seenAt: number;
  /** Rows with at least one number, so far. */
  readonly rows: number;
  /** The rows say their steps; otherwise they are counted. */
  readonly hasSteps: boolean;
  /** Takes a line without its end: `'open'` when its record goes on in the next one, and nothing was taken. */
  take(line: string): 'taken' | 'open' | 'malformed';
}

/** `*.csv`, and `*.jsonl` with an object a line. */
export const isTable = (name: string): boolean => /\.(csv|jsonl)$/i.test(name);

/** The reader for a file of that name. */
export const rowReader = (name: string, sink: ScalarSink): RowReader =>
  /\.csv$/i.test(name) ? new CsvRows(sink) : new JsonRows(sink);
