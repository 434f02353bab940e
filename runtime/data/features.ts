import type { Column } from './csv-table';

/** Numbers made of a table's columns. */
export interface Features {
  readonly size: number;
  /** [rows, size], every row of the table. */
  readonly values: Float32Array;
}

/** Categories beyond the commonest of a column share one feature, "other". */
const MAX_CATEGORIES = 20;
/** A category seen less often in training can't be learned from. */
const MIN_SEEN = 2;

/** One feature: a value for each row of the table. */
type Feature = (row: number) => number;

/**
 * Turns columns into features, with statistics of the training rows only. Numbers are standardised; a missing one
 * becomes the mean, and a feature of its own says so. Categories become one-hot, a missing one being a category too.
 * What is the same in all training rows is left out.
 */
export function makeFeatures(
  columns: readonly Column[],
  rowCount: number,
  trainRows: Uint32Array,
): Features {
  const features = columns
    .flatMap((column) =>
      column.kind === 'number'
        ? numberFeatures(column.values, trainRows)
        : categoryFeatures(column.values, trainRows),
    )
    .filter((feature) => trainRows.some((row) => feature(row) !== feature(trainRows[0]!)));
  const size = features.length;
  const values = new Float32Array(rowCount * size);
  for (let row = 0; row < rowCount; row++)
    features.forEach((feature, i) => (values[row * size + i] = feature(row)));
  return { size, values };
}

/** Mean and standard deviation of the values that are there; 0 and 1 where that says nothing. */
export function standard(values: Float64Array, rows: Uint32Array): { mean: number; std: number } {
  const present = Array.from(rows, (row) => values[row]!).filter((value) => !Number.isNaN(value));
  if (present.length === 0) return { mean: 0, std: 1 };
  const mean = present.reduce((a, b) => a + b, 0) / present.length;
  const variance = present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / present.length;
  return { mean, std: variance > 0 ? Math.sqrt(variance) : 1 };
}

function numberFeatures(values: Float64Array, trainRows: Uint32Array): Feature[] {
  const { mean, std } = standard(values, trainRows);
  const isMissing = (row: number): boolean => Number.isNaN(values[row]!);
  return [
    (row) => (isMissing(row) ? 0 : (values[row]! - mean) / std),
    (row) => (isMissing(row) ? 1 : 0),
  ];
}

function categoryFeatures(values: readonly (string | null)[], trainRows: Uint32Array): Feature[] {
  const seen = new Map<string, number>();
  for (const row of trainRows) {
    const category = values[row]!;
    if (category !== null) seen.set(category, (seen.get(category) ?? 0) + 1);
  }
  const kept = [...seen]
    .filter(([, count]) => count >= MIN_SEEN)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, MAX_CATEGORIES)
    .map(([category]) => category);
  const isKept = new Set(kept);
  return [
    ...kept.map(
      (category): Feature =>
        (row) =>
          values[row] === category ? 1 : 0,
    ),
    (row) => (values[row] === null ? 1 : 0),
    (row) => (values[row] !== null && !isKept.has(values[row]!) ? 1 : 0),
  ];
}
