import type { Sheet } from './sheet';
import { exportedLines, xName } from './points';

/** JSON has no NaN and no infinities: they are written by name. */
const writable = (value: number): number | string =>
  Number.isFinite(value) ? value : String(value);

const list = (values: ArrayLike<number>): (number | string)[] => Array.from(values, writable);

/** What a file of exported data holds: each line with its x and what stands beside it, as lists, and each other card. */
export function exportedData(sheet: Sheet): object {
  return {
    format: 1,
    x: xName(sheet.axis),
    smoothing: sheet.smoothing,
    series: exportedLines(sheet).map(({ metric, label, run, range, xs, of, columns }) => ({
      metric,
      run: label,
      id: run,
      range: { from: range[0], to: range[1] },
      /** More than are listed: those stand for all. */
      points: of,
      x: list(xs),
      ...Object.fromEntries(columns.map(({ name, values }) => [name, list(values)])),
    })),
    cards: sheet.cards.map(({ data }) => data),
  };
}

export const writeJson = (sheet: Sheet): string => `${JSON.stringify(exportedData(sheet))}\n`;
