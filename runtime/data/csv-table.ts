import { CsvError, parse } from 'csv-parse/sync';
import { DataError } from '../tasks/task';

/** A column of a table: numbers, or the names of categories. */
export type Column =
  /** NaN where there is no value. */
  | { readonly name: string; readonly kind: 'number'; readonly values: Float64Array }
  /** null where there is no value. */
  | {
      readonly name: string;
      readonly kind: 'category';
      readonly values: readonly (string | null)[];
    };

export interface Table {
  /** The name to show. */
  readonly file: string;
  readonly rowCount: number;
  readonly columns: readonly Column[];
}

/** Cells that mean "no value" without being asked: nothing, and R's word for it. */
const MISSING = ['', 'NA'];

/** From this share of numbers among its values on, a word in a column is a mistake, not a category. */
const NUMERIC_SHARE = 0.9;

const DELIMITERS = [',', ';', '\t'];
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NOT_A_NUMBER = /^[+-]?nan$/i;
const INFINITE = /^[+-]?inf(inity)?$/i;

interface Row {
  /** Where it starts, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads a CSV file with a header; the delimiter is a comma, semicolon or tab, whichever the header has most of.
 * A column is numeric when nine tenths of its values are numbers. An empty cell, `NA` and the words of `missing`
 * (a comma-separated list, as `--missing` gives it) mean "no value". Throws a DataError with `file:line` for a row of another
 * length than the header, a word in a numeric column, NaN and infinity.
 */
export function readTable(text: string, file: string, missing: string | null): Table {
  const [header, ...rows] = parseRows(text, file);
  if (header === undefined) throw new DataError(`${file} is empty; a table starts with a header.`);
  const names = columnNames(header, file);
  if (rows.length === 0) throw new DataError(`${file} has a header but no rows.`);
  for (const { line, cells } of rows)
    if (cells.length !== names.length)
      throw new DataError(
        `${file}:${line}: has ${cellCount(cells.length)}, the header has ${names.length}.`,
      );
  const isMissing = new Set([...MISSING, ...(missing ?? '').split(',').map((word) => word.trim())]);
  return {
    file,
    rowCount: rows.length,
    columns: names.map((name, i) => readColumn(name, i, rows, file, isMissing)),
  };
}

const cellCount = (n: number): string => (n === 1 ? '1 cell' : `${n} cells`);

function parseRows(text: string, file: string): Row[] {
  const rows: Row[] = [];
  let lastLine = 0;
  try {
    parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (cells: string[], { lines }) => {
        lastLine = lines;
        // The parser counts a record's last line; breaks within quotes lie before it.
        const breaks = cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
        rows.push({ line: lines - breaks, cells });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new DataError(
      error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? `${file}:${lastLine + 1}: a quotation mark opens here and is never closed.`
        : `${file}:${lastLine + 1}: ${error.message}.`,
    );
  }
  return rows;
}

function delimiterOf(text: string): string {
  const header = text.slice(0, (text + '\n').indexOf('\n'));
  const unquoted = header.replace(/"[^"]*"/g, '');
  const count = (delimiter: string): number => unquoted.split(delimiter).length;
  return DELIMITERS.reduce((best, delimiter) =>
    count(delimiter) > count(best) ? delimiter : best,
  );
}

function columnNames({ line, cells }: Row, file: string): string[] {
  const names = cells.map((cell, i) => (cell === '' ? `column ${i + 1}` : cell));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new DataError(`${file}:${line}: two columns are called "${twice}". Rename one.`);
  return names;
}

function readColumn(
  name: string,
  index: number,
  rows: readonly Row[],
  file: string,
  isMissing: ReadonlySet<string>,
): Column {
  const isPresent = (cell: string): boolean => !isMissing.has(cell);
  const present = rows.map(({ cells }) => cells[index]!).filter(isPresent);
  const isNumberLike = (cell: string): boolean =>
    NUMBER.test(cell) || NOT_A_NUMBER.test(cell) || INFINITE.test(cell);
  const numeric = present.filter(isNumberLike).length >= NUMERIC_SHARE * present.length;

  const refused = (line: number, cell: string, why: string): DataError =>
    new DataError(
      `${file}:${line}: column ${name} is ${why}. Add --missing ${quoted(cell)} or clean the row.`,
    );
  const numberOf = ({ line, cells }: Row): number => {
    const cell = cells[index]!;
    if (!isPresent(cell)) return NaN;
    if (!isNumberLike(cell)) throw refused(line, cell, `not a number ('${cell}')`);
    if (NOT_A_NUMBER.test(cell)) throw refused(line, cell, 'NaN');
    const value = Number(cell);
    if (!Number.isFinite(value)) throw refused(line, cell, `infinite ('${cell}')`);
    return value;
  };
  const categoryOf = ({ line, cells }: Row): string | null => {
    const cell = cells[index]!;
    if (!isPresent(cell)) return null;
    if (NOT_A_NUMBER.test(cell)) throw refused(line, cell, 'NaN');
    return cell;
  };
  return numeric
    ? { name, kind: 'number', values: Float64Array.from(rows, numberOf) }
    : { name, kind: 'category', values: rows.map(categoryOf) };
}

/** As a person would type it in a shell. */
const quoted = (word: string): string => (/^[\w./+-]+$/.test(word) ? word : `"${word}"`);
