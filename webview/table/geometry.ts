import type { Run } from '../../runtime/protocol/runs';
import type { Column } from './columns';

export const ROW_HEIGHT = 22;
/** Rows and columns beyond the visible ones, so that scrolling never shows a blank. */
const SPARE_ROWS = 10;
const SPARE_COLUMNS = 2;
/** Columns come and go so many at a time, in every row: more of them would take too long for one frame. */
const COLUMN_STEP = 2;

/** Room for the name with its box and marker. */
export const NAME_WIDTH = 200;
const MIN_WIDTH = 64;
const MAX_WIDTH = 220;
const PADDING = 24;
const CHARACTER = 7.5;
/** Runs whose texts a column's width is taken from. */
const SAMPLE = 100;

/** The width of a column in CSS pixels, from its title and the texts of some runs; the rest is cut off with dots. */
export function widthOf(column: Column, runs: readonly Run[], compared: boolean): number {
  let longest = column.title.length + 2;
  for (let i = 0; i < Math.min(SAMPLE, runs.length); i++)
    longest = Math.max(longest, column.text(column.value(runs[i]!)).length);
  const extra = extraCharacters(column, compared);
  return Math.round(
    Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, CHARACTER * (longest + extra) + PADDING)),
  );
}

/** Beside its text a cell may hold an icon, a place in the queue, the number of steps, or the distance from the baseline. */
function extraCharacters({ id }: Column, compared: boolean): number {
  if (id === 'state') return 9;
  if (id === 'step') return 7;
  return compared && (id === 'metric' || id.startsWith('metric.')) ? 18 : 0;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The rows to have in the document. Moves in steps of a few rows, so that scrolling seldom changes anything. */
export function rowsInSight(top: number, height: number, count: number): Span {
  const step = SPARE_ROWS >> 1;
  const first = Math.floor(top / ROW_HEIGHT / step) * step - SPARE_ROWS;
  const last = Math.ceil((top + height) / ROW_HEIGHT / step) * step + SPARE_ROWS;
  return { from: Math.max(0, Math.min(first, count)), to: Math.min(count, last) };
}

/** As many rows as are in the document at most. */
export const mostRows = (height: number): number =>
  Math.ceil(height / ROW_HEIGHT) + 2 * (SPARE_ROWS + (SPARE_ROWS >> 1));

/** The columns to have in the document, of those with these widths. Moves in steps of a few, too. */
export function columnsInSight(left: number, width: number, widths: readonly number[]): Span {
  let from = 0;
  let x = 0;
  while (from < widths.length && x + widths[from]! < left) x += widths[from++]!;
  let to = from;
  while (to < widths.length && x < left + width) x += widths[to++]!;
  return {
    from: Math.max(0, Math.floor(from / COLUMN_STEP) * COLUMN_STEP - SPARE_COLUMNS),
    to: Math.min(widths.length, Math.ceil(to / COLUMN_STEP) * COLUMN_STEP + SPARE_COLUMNS),
  };
}

export const total = (widths: readonly number[]): number => widths.reduce((sum, w) => sum + w, 0);
