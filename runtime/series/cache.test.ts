import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCache, writeCache } from './cache';
import { RunSeries } from './series';

const EVENTS = 'events.out.tfevents.1';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-cache-'));
  writeFileSync(join(folder, EVENTS), Buffer.alloc(300_000, 'event '));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Three tags, of an odd and an even number of points and of none. */
function someSeries(): RunSeries {
  const series = new RunSeries();
  for (const [tag, count] of [
    ['a', 101],
    ['b', 40],
    ['leer/ä', 0],
  ] as const) {
    const index = series.tagIndex(tag);
    for (let i = 0; i < count; i++)
      series.scalar(index, i, 1000 - i, i % 10 === 3 ? NaN : Math.fround(Math.sin(i)));
  }
  return series;
}

async function reread(): Promise<{ series: RunSeries; offset: number | undefined }> {
  const series = new RunSeries();
  const offset = (await readCache(folder, series)).get(EVENTS);
  return { series, offset };
}

const OFFSET = 250_000;
const keep = (): Promise<void> => writeCache(folder, someSeries(), new Map([[EVENTS, OFFSET]]));

describe('the cache of a run', () => {
  it('gives back every point, and what is known of them, for files that are as they were', async () => {
    await keep();
    const { series, offset } = await reread();
    const expected = someSeries();
    expect(offset).toBe(OFFSET);
    expect(series.tags).toEqual(expected.tags);
    series.columns.forEach((column, i) => {
      const like = expected.columns[i]!;
      expect(column.points).toEqual(like.points);
      expect([column.stepsAscend, column.timesAscend]).toEqual([
        like.stepsAscend,
        like.timesAscend,
      ]);
      expect(column.notFinite.firstOfEach(0, 200)).toEqual(like.notFinite.firstOfEach(0, 200));
    });
    series.scalar(2, 1, 1, 1);
    expect(series.columns[2]!.length).toBe(1);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('holds for a file that has grown since, from where it was read to', async () => {
    await keep();
    appendFileSync(join(folder, EVENTS), 'more');
    expect((await reread()).offset).toBe(OFFSET);
  });

  it.each<[string, () => void]>([
    ['was deleted', () => rmSync(join(folder, '.optiscope-series'))],
    [
      'is cut off',
      () => {
        const path = join(folder, '.optiscope-series');
        writeFileSync(path, readFileSync(path).subarray(0, -3));
      },
    ],
    ['is no cache', () => writeFileSync(join(folder, '.optiscope-series'), 'nonsense')],
    ['is of a file that has gone', () => rmSync(join(folder, EVENTS))],
    ['is of a file that was longer', () => writeFileSync(join(folder, EVENTS), 'event')],
    [
      'is of a file with another beginning',
      () => {
        writeFileSync(join(folder, EVENTS), Buffer.alloc(400_000, 'Event '));
      },
    ],
    [
      'is of a file with another last part',
      () => {
        const bytes = readFileSync(join(folder, EVENTS));
        bytes[OFFSET - 5]! ^= 1;
        appendFileSync(join(folder, EVENTS), 'x');
        writeFileSync(join(folder, EVENTS), Buffer.concat([bytes, Buffer.from('x')]));
      },
    ],
  ])('counts for nothing when it %s', async (_how, change) => {
    await keep();
    change();
    const { series, offset } = await reread();
    expect(offset).toBeUndefined();
    expect(series.tags).toEqual([]);
  });
});
