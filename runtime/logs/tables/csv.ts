import { CsvError, parse } from 'csv-parse/sync';
import type { ScalarSink } from '../../store/scalar-decoder';
import { momentOf, stepName, timeName, toNumber } from './names';
import type { RowReader } from './row-reader';

const DELIMITERS = [',', ';', '\t'];

/**
 * A CSV log: a header, then a row a step. Cells may be empty, as Lightning's are: a row then says something about the
 * other columns only. A column of words is no metric.
 */
export class CsvRows implements RowReader {
  seenAt = 0;
  rows = 0;
  private header: Header | null = null;
  private lastStep = -1;

  constructor(private readonly sink: ScalarSink) {}

  get hasSteps(): boolean {
    return this.header !== null && this.header.step !== null;
  }

  take(line: string): 'taken' | 'open' | 'malformed' {
    const isQuoted = line.includes('"');
    if (isQuoted && quotesIn(line) % 2 === 1) return 'open';
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (text.trim() === '') return 'taken';
    if (this.header === null) {
      this.header = headerOf(text);
      return 'taken';
    }
    const { delimiter, names } = this.header;
    const cells = isQuoted ? unquoted(text, delimiter) : text.split(delimiter);
    if (cells?.length !== names.length) return 'malformed';
    this.note(cells, this.header);
    return 'taken';
  }

  private note(cells: readonly string[], { names, step, time }: Header): void {
    const { sink } = this;
    const said = step === null ? null : toNumber(cells[step]!.trim());
    const counted = step === null ? this.lastStep + 1 : Math.max(0, this.lastStep);
    const at = Number.isFinite(said) ? said! : counted;
    const moment = time === null ? null : momentOf(cells[time]!.trim());
    let count = 0;
    for (let i = 0; i < names.length; i++) {
      if (i === step || (i === time && moment !== null) || names[i] === '') continue;
      const cell = cells[i]!.trim();
      const value = cell === '' ? null : toNumber(cell);
      if (value === null) continue;
      sink.scalar(sink.tagIndex(names[i]!), at, moment ?? this.seenAt, value);
      count++;
    }
    this.lastStep = at;
    if (count > 0) this.rows++;
  }
}

interface Header {
  readonly delimiter: string;
  /** Empty for a column without one: an index that a data frame has written. */
  readonly names: readonly string[];
  /** Columns by their place. */
  readonly step: number | null;
  readonly time: number | null;
}

function headerOf(line: string): Header {
  const text = line.replace(/^\ufeff/, '');
  const count = (delimiter: string): number => text.split(delimiter).length;
  const delimiter = DELIMITERS.reduce((best, each) => (count(each) > count(best) ? each : best));
  const names = (unquoted(text, delimiter) ?? []).map((name) => name.trim());
  const place = (name: string | null): number | null =>
    name === null ? null : names.indexOf(name);
  return { delimiter, names, step: place(stepName(names)), time: place(timeName(names)) };
}

function quotesIn(line: string): number {
  let count = 0;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) count++;
  return count;
}

/** The cells of one record; null where its quotes make no sense. */
function unquoted(record: string, delimiter: string): string[] | null {
  try {
    const [cells] = parse(record, { delimiter, relax_quotes: true, record_delimiter: '\0' });
    return cells ?? null;
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}
