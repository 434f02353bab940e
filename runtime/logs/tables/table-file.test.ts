import {
  appendFileSync,
  mkdtempSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunSeries } from '../../series/series';
import { ReplacedError } from '../../store/scalar-file';
import { readTableEnds } from './ends';
import { TableFile } from './table-file';

let folder: string;
let path: string;
let series: RunSeries;
let file: TableFile;
/** Milliseconds since 1970, as the file is told. */
let now: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-table-'));
  path = join(folder, 'metrics.csv');
  series = new RunSeries();
  now = 0;
  file = new TableFile(path, series, () => now);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (): Promise<void> => file.readMore(() => Promise.resolve());
const losses = (): number[] => [
  ...(series.columns[series.tags.indexOf('loss')]?.points.values ?? []),
];
const rows = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => `${from + i},${(from + i) / 2}\n`).join('');

describe('a table that is still written', () => {
  it('is read on where it was left, each row once, whole rows only', async () => {
    writeFileSync(path, 'step,loss\n1,4\n2,');
    await read();
    expect(losses()).toEqual([4]);
    appendFileSync(path, '2\n3,1\n');
    await read();
    await read();
    expect(losses()).toEqual([4, 2, 1]);
  });

  it('is the same whatever pieces it is read in', async () => {
    writeFileSync(path, 'step,loss\n');
    for (let at = 0; at < 300_000; at += 100_000) {
      appendFileSync(path, rows(at, at + 100_000));
      await read();
    }
    expect(losses().length).toBe(300_000);
    expect(losses().every((loss, i) => loss === i / 2)).toBe(true);
    expect(file.offset).toBe(statSync(path).size);
  });

  it('has a last row without an end once nobody has written for a while', async () => {
    writeFileSync(path, 'step,loss\n1,4\n2,2');
    now = statSync(path).mtimeMs + 1000;
    await read();
    expect(losses()).toEqual([4]);
    now += 60_000;
    await read();
    expect(losses()).toEqual([4, 2]);
  });

  it('says when what was read of it has changed: cut, or written anew', async () => {
    writeFileSync(path, 'step,loss\n1,4\n2,2\n');
    await read();
    truncateSync(path, 12);
    await expect(read()).rejects.toThrow(ReplacedError);
    writeFileSync(path, 'step,loss,more\n1,4,\n2,2,\n3,1,5\n');
    await expect(read()).rejects.toThrow(ReplacedError);
  });
});

describe('lines that are none of a table', () => {
  it('are left out, counted and told', async () => {
    writeFileSync(path, 'step,loss\n1,4\nTraceback\n2,2\n3\n4,1\n');
    await read();
    expect(losses()).toEqual([4, 2, 1]);
    expect(file.problem).toBe(
      `At least 2 lines of ${path} cannot be read, the first is line 3: the others are shown.`,
    );
  });

  it('with a quote that is never closed cost themselves only', async () => {
    writeFileSync(path, `step,loss\n1,"4\n${rows(2, 100)}`);
    await read();
    expect(losses().length).toBe(98);
    expect(file.problem).toMatch(/^A line of .* the first is line 2:/);
  });

  it('may be longer than memory has room for', async () => {
    writeFileSync(path, `step,loss\n1,4\n${'x'.repeat(9 * 1024 * 1024)}\n2,2\n`);
    await read();
    expect(losses()).toEqual([4, 2]);
    expect(file.problem).toMatch(/^A line of .* the first is line 3:/);
  });
});

describe('what the ends of a table say', () => {
  const ends = () => readTableEnds(path, statSync(path).size);

  it('is the last step and the last values, however long it is', async () => {
    writeFileSync(path, `step,loss,val_loss\n0,9,7\n`);
    appendFileSync(path, Array.from({ length: 50_000 }, (_, i) => `${i + 1},${i},\n`).join(''));
    expect(await ends()).toEqual({ step: 50_000, metrics: { loss: 49_999, val_loss: 7 } });
  });

  it('is nothing where it is no log', async () => {
    writeFileSync(path, 'sepal,petal,species\n5.1,1.4,setosa\n');
    expect(await ends()).toBeNull();
    writeFileSync(path, 'step,loss\n');
    expect(await ends()).toBeNull();
    writeFileSync(path, 'sepal,petal,accuracy\n5.1,1.4,0.5\n');
    expect(await ends()).toEqual({ step: 0, metrics: { sepal: 5.1, petal: 1.4, accuracy: 0.5 } });
  });
});
