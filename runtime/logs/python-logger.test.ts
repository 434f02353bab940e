import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventFileReader } from '../store/event-file-reader';
import { isEventFile } from './find';
import { readLoggedState, type LoggedState } from './state-file';

/**
 * What Python left when it ran the script; `UPDATE_GOLDEN=1` with a python3 writes it anew. Where there is a python3,
 * it logs afresh for the test; where there is none, that must do.
 */
const RECORDED = join(import.meta.dirname, 'fixtures', 'logged');
const SCRIPT = join(import.meta.dirname, 'fixtures', 'log-with-optiscope.py');
const LOGGER = join(import.meta.dirname, '..', '..', 'python', 'optiscope.py');
const CHECKSUM = join(RECORDED, 'logger.sha256');
const RUNS = ['finished', 'failed', 'stopped', 'killed'] as const;
type RunName = (typeof RUNS)[number];

let temporary: string;
const folders = {} as Record<RunName, string>;

beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'optiscope-python-'));
  const python = spawnSync('python3', ['-B', SCRIPT, temporary], { encoding: 'utf8' });
  const fresh = python.error === undefined;
  if (fresh && python.status !== 0) throw new Error(`The logger fails: ${python.stderr}`);
  if (process.env['UPDATE_GOLDEN'] && fresh) record();
  for (const name of RUNS)
    folders[name] = fresh && !process.env['UPDATE_GOLDEN'] ? made(name) : join(RECORDED, name);
});
afterAll(() => {
  rmSync(temporary, { recursive: true, force: true });
});

/** The folder that the logger made for a run: its name, date and time. */
const made = (name: RunName): string =>
  join(
    temporary,
    readdirSync(temporary).find((each) => each.startsWith(`${name}-`))!,
  );

const checksum = (): string =>
  createHash('sha256').update(readFileSync(LOGGER, 'utf8').replace(/\r\n/g, '\n')).digest('hex');

function record(): void {
  rmSync(RECORDED, { recursive: true, force: true });
  mkdirSync(RECORDED, { recursive: true });
  for (const name of RUNS) renameSync(made(name), join(RECORDED, name));
  writeFileSync(CHECKSUM, `${checksum()}\n`);
}

/** `[step, tag, value]` of all scalars. */
async function scalarsOf(name: RunName): Promise<[number, string, number][]> {
  const file = readdirSync(folders[name]).find(isEventFile)!;
  const reader = new EventFileReader(join(folders[name], file));
  const all: [number, string, number][] = [];
  for await (const events of reader.readMore())
    for (const { step, scalars } of events)
      for (const { tag, value } of scalars) all.push([step, tag, value]);
  expect(reader.problem).toBeNull();
  return all;
}

const stateOf = async (name: RunName): Promise<LoggedState> =>
  (await readLoggedState(folders[name]))!;

describe('what python/optiscope.py logs', () => {
  it('was recorded with the logger as it is: else run with UPDATE_GOLDEN=1 where there is a python3', () => {
    expect(readFileSync(CHECKSUM, 'utf8').trim()).toBe(checksum());
  });

  it('is read, whatever the numbers are', async () => {
    expect(await scalarsOf('finished')).toEqual([
      [0, 'train/loss', 0.25],
      [0, 'train/größe', 3],
      [1, 'train/loss', NaN],
      [5_000_000_000, 'train/loss', Infinity],
      [5_000_000_000, 'ok', 1],
      [-7, 'train/loss', -Infinity],
    ]);
  });

  it('says what the run is called, its settings, alerts and end', async () => {
    expect(await stateOf('finished')).toMatchObject({
      name: 'finished',
      config: { lr: 0.1, 'model.layers': '[4,2]', bad: 'nan' },
      status: 'completed',
      reason: null,
      alerts: [
        {
          at: expect.any(Number),
          step: expect.any(Number),
          title: 'Not a number',
          text: expect.stringMatching(/^'train\/loss' is not a number: 'high'/),
        },
      ],
    });
  });

  it('says why a run failed', async () => {
    expect(await scalarsOf('failed')).toEqual([[0, 'loss', 1]]);
    expect(await stateOf('failed')).toMatchObject({
      status: 'failed',
      reason: 'ValueError: no data',
    });
  });

  it('tells a run that the person has stopped from one that has failed', async () => {
    expect(await scalarsOf('stopped')).toEqual([[0, 'loss', 1]]);
    expect(await stateOf('stopped')).toMatchObject({ status: 'stopped', reason: null });
  });

  it('is there after a kill, whole as far as it was written', async () => {
    expect(await scalarsOf('killed')).toEqual(
      Array.from({ length: 100 }, (_, step) => [step, 'loss', step]),
    );
    expect(await stateOf('killed')).toMatchObject({ status: 'running', endedAt: null });
  });
});
