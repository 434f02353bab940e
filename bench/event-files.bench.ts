/** Event files, all points kept: cold and from the cache. `--full`: the whole set, 1.3 GB; otherwise a tenth of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoredSeries } from '../runtime/series/stored-series';
import { writeEventFileSet } from './event-file-set';
import { report } from './report';

const MEGABYTE = 1e6;
const share = process.argv.includes('--full') ? 1 : 0.1;
const told = { log: console.error, problem: console.error };

interface Reading {
  /** Until all curves were there, and of a processor, without the writing of caches. */
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly firstCurve: number;
  readonly points: number;
}

/** Reads all runs as the series thread does, one after the other. */
async function readAll(runs: readonly string[]): Promise<Reading> {
  const begun = performance.now();
  let firstCurve = NaN;
  let points = 0;
  let seconds = 0;
  let processorSeconds = 0;
  for (const folder of runs) {
    const run = new StoredSeries(folder, told);
    const startedAt = performance.now();
    const before = process.cpuUsage();
    const stop = run.series.listen({
      changed: () => {
        if (Number.isNaN(firstCurve) && run.series.points > 0)
          firstCurve = performance.now() - begun;
        if (!run.series.complete) return;
        const { user, system } = process.cpuUsage(before);
        processorSeconds += (user + system) / 1e6;
        seconds += (performance.now() - startedAt) / 1000;
      },
      superseded: () => undefined,
    });
    await run.readMore();
    stop();
    points += run.series.points;
  }
  return { seconds, processorSeconds, firstCurve, points };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'optiscope-bench-'));
  try {
    const set = writeEventFileSet(folder, share);
    const cold = await readAll(set.runs);
    if (cold.points !== set.points) throw new Error(`${cold.points} of ${set.points} points came`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const warm = await readAll(set.runs);
    if (warm.points !== set.points) throw new Error(`${warm.points} of ${set.points} points came`);
    const size = `${(set.points / 1e6).toFixed(1)} M points, ${(set.bytes / MEGABYTE).toFixed(0)} MB`;
    report('event-files', [
      {
        what: `cold, all points kept (${size})`,
        measured: set.bytes / MEGABYTE / cold.processorSeconds,
        unit: 'MB/s of a core',
        against: '≥ 60; TensorBoard in Python 1–6, in Rust unsampled 52',
      },
      { what: 'first curve', measured: cold.firstCurve, unit: 'ms', against: '< 1000' },
      {
        what: 'cold, whole set, by the clock',
        measured: cold.seconds,
        unit: 's',
        against: '—',
      },
      {
        what: 'again from the cache, by the clock',
        measured: warm.seconds,
        unit: 's',
        against: '≤ 2 (full set)',
      },
      {
        what: 'again from the cache, of a core',
        measured: warm.processorSeconds,
        unit: 's',
        against: '≤ 2 (full set)',
      },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
