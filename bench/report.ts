import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

/** One figure of a benchmark, beside what it is held against. */
export interface Figure {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  /** The limit to be kept, or a peer's figure, in words. */
  readonly against: string;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** How long some work takes, in milliseconds, each time. */
export function time(times: number, work: () => void): number[] {
  return Array.from({ length: times }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
}

/** Prints a table and keeps it as bench/output/NAME.json. */
export function report(name: string, figures: readonly Figure[]): void {
  const rows = figures.map(({ what, measured, unit, against }) => [
    what,
    `${measured.toPrecision(3)} ${unit}`,
    against,
  ]);
  const head = ['what', 'measured', 'limit or peer'];
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]!.length)));
  for (const row of [head, ...rows])
    console.log(row.map((cell, i) => cell.padEnd(widths[i]!)).join('  '));
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
  console.log(machine);
  writeFileSync(join(__dirname, `${name}.json`), JSON.stringify({ machine, figures }, null, 2));
}
