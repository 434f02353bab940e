import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MessageBuilder } from '../store/protobuf';
import { encodeScalars } from '../store/tfevents';
import { frameRecord } from '../store/tfrecord';
import { StoredSeries } from './stored-series';

let folder: string;
let logged: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-series-'));
  logged = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const events = (first: number, end: number, value = 0): Buffer =>
  Buffer.concat(
    Array.from({ length: end - first }, (_, i) =>
      frameRecord(encodeScalars(first + i, 1000 + i, [{ tag: 'loss', value: value + first + i }])),
    ),
  );
const sessionStart = (step: number): Uint8Array =>
  frameRecord(
    new MessageBuilder()
      .double(1, 1)
      .int64(2, step)
      .message(7, new MessageBuilder().int64(1, 1).finish())
      .finish(),
  );

const open = (): StoredSeries =>
  new StoredSeries(folder, {
    log: (text) => logged.push(text),
    problem: (text) => logged.push(text),
  });
const stepsOf = ({ series }: StoredSeries): number[] => [
  ...(series.columns[0]?.points.steps ?? []),
];
const range = (first: number, end: number): number[] =>
  Array.from({ length: end - first }, (_, i) => first + i);

it('follows files as they grow, and further ones as they appear', async () => {
  const run = open();
  await run.readMore();
  expect(run.series.complete).toBe(true);
  const first = join(folder, 'events.out.tfevents.1');
  writeFileSync(first, events(0, 10));
  await run.readMore();
  appendFileSync(first, events(10, 12));
  writeFileSync(join(folder, 'events.out.tfevents.2'), events(12, 20));
  await run.readMore();
  expect(stepsOf(run)).toEqual(range(0, 20));
  expect(logged).toEqual([]);
});

it('a file of a resumed session supersedes the steps that it repeats', async () => {
  writeFileSync(join(folder, 'events.out.tfevents.1'), events(0, 50));
  writeFileSync(
    join(folder, 'events.out.tfevents.2'),
    Buffer.concat([sessionStart(30), events(30, 40, 1000)]),
  );
  const run = open();
  await run.readMore();
  expect(stepsOf(run)).toEqual(range(0, 40));
  expect(run.series.columns[0]!.points.values[35]).toBe(1035);
});

it('a file that has been cut is read again from its start, and said so', async () => {
  const path = join(folder, 'events.out.tfevents.1');
  writeFileSync(path, events(0, 50));
  const run = open();
  await run.readMore();
  truncateSync(path, 0);
  appendFileSync(path, events(7, 9));
  await run.readMore();
  expect(stepsOf(run)).toEqual([7, 8]);
  expect(logged).toMatchObject([expect.stringContaining('was cut or written anew')]);
});

it('damage is told once, and what stands before it is there', async () => {
  writeFileSync(
    join(folder, 'events.out.tfevents.1'),
    Buffer.concat([events(0, 5), Buffer.alloc(20, 1)]),
  );
  const run = open();
  await run.readMore();
  await run.readMore();
  expect(stepsOf(run)).toEqual(range(0, 5));
  expect(logged).toHaveLength(1);
});

it('rows of a run that goes on come behind what its files held, and replace what they repeat', async () => {
  writeFileSync(join(folder, 'events.out.tfevents.1'), events(0, 50));
  const run = open();
  run.begin([]);
  const steps = Float64Array.from(range(40, 60));
  run.append({
    kind: 'rows',
    newTags: ['other', 'loss'],
    tags: new Uint32Array(20).fill(1),
    steps,
    wallTimes: steps,
    values: Float32Array.from(steps),
  });
  await run.readMore();
  while (run.series.points < 60)
    await new Promise<void>((resolve) => {
      const stop = run.series.listen({
        changed: () => {
          stop();
          resolve();
        },
        superseded: () => undefined,
      });
    });
  expect(stepsOf(run)).toEqual(range(0, 60));
});
