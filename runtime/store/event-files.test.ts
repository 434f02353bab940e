import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import expectedRows from './fixtures/expected.json';
import { EventFileReader } from './event-file-reader';
import { EventFileWriter, type ScalarRow } from './event-file-writer';
import { decodeEvent, encodeScalars, FILE_VERSION, type TensorBoardEvent } from './tfevents';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-events-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const fixture = (name: string): string => join(__dirname, 'fixtures', name);

const EXPECTED: readonly ScalarRow[] = expectedRows.map((row) => ({
  ...row,
  scalars: row.scalars.map(({ tag, value }) => ({ tag, value: Number(value) })),
}));

async function readAll(reader: EventFileReader): Promise<TensorBoardEvent[]> {
  const all: TensorBoardEvent[] = [];
  for await (const events of reader.readMore()) all.push(...events);
  return all;
}

const rowsOf = (events: readonly TensorBoardEvent[]): ScalarRow[] =>
  events
    .filter((event) => event.scalars.length > 0)
    .map(({ step, wallTime, scalars }) => ({ step, wallTime, scalars }));

describe('event files made elsewhere', () => {
  it('are read when scalars are simple values', async () => {
    const events = await readAll(new EventFileReader(fixture('simple.tfevents')));
    expect(events[0]!.fileVersion).toBe(FILE_VERSION);
    expect(rowsOf(events)).toEqual(EXPECTED);
  });

  it('are read when scalars are tensors among other summaries', async () => {
    const events = await readAll(new EventFileReader(fixture('tensors.tfevents')));
    expect(events[1]!.sessionStart).toBe(true);
    expect(rowsOf(events)).toEqual(EXPECTED);
  });
});

describe('EventFileWriter', () => {
  it('writes to the byte what an independent writer does', () => {
    const writer = new EventFileWriter(folder, { startedAt: 1700000000 });
    writer.appendScalars(EXPECTED);
    writer.close();
    expect(writer.path).toMatch(/events\.out\.tfevents\.1700000000\..*\.optiscope$/);
    expect(readFileSync(writer.path).equals(readFileSync(fixture('simple.tfevents')))).toBe(true);
  });

  it('keeps what it could not write and throws the cause', () => {
    const writer = new EventFileWriter(folder);
    writer.close();
    writer.appendScalars(EXPECTED);
    expect(() => {
      writer.flush();
    }).toThrow(/EBADF/);
    expect(() => {
      writer.flush();
    }).toThrow(/EBADF/);
  });

  it('any event reads back as it was written', () => {
    const scalar = fc.record({ tag: fc.string(), value: fc.float() });
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 53), max: 2 ** 53 }),
        fc.double(),
        fc.array(scalar, { maxLength: 9 }),
        (step, wallTime, scalars) => {
          const event = decodeEvent(encodeScalars(step, wallTime, scalars));
          expect(event).toEqual({
            step,
            wallTime,
            scalars,
            fileVersion: null,
            sessionStart: false,
          });
        },
      ),
      { seed: 1 },
    );
  });
});

describe('EventFileReader', () => {
  it('follows a file that is still written, wherever a write was cut', async () => {
    const whole = readFileSync(fixture('simple.tfevents'));
    for (let cut = 0; cut <= whole.length; cut += 7) {
      const path = join(folder, `${cut}.tfevents`);
      writeFileSync(path, whole.subarray(0, cut));
      const reader = new EventFileReader(path);
      const before = await readAll(reader);
      appendFileSync(path, whole.subarray(cut));
      expect(rowsOf([...before, ...(await readAll(reader))])).toEqual(EXPECTED);
      expect(reader.problem).toBeNull();
    }
  });

  it('reads as far as the damage and says where it is', async () => {
    const bytes = readFileSync(fixture('simple.tfevents'));
    const lastValue = bytes.length - 5;
    bytes[lastValue]! ^= 1;
    const path = join(folder, 'damaged.tfevents');
    writeFileSync(path, bytes);
    const reader = new EventFileReader(path);
    expect(rowsOf(await readAll(reader))).toEqual(EXPECTED.slice(0, -1));
    expect(reader.problem).toMatch(
      /damaged\.tfevents is damaged at byte \d+ \(a checksum is wrong\)/,
    );
    expect(await readAll(reader)).toEqual([]);
  });

  it('survives any bytes', async () => {
    const path = join(folder, 'noise.tfevents');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        writeFileSync(path, bytes);
        await readAll(new EventFileReader(path));
      }),
      { seed: 2 },
    );
  });

  it('decoding any bytes either works or throws a RangeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          decodeEvent(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { seed: 3, numRuns: 2000 },
    );
  });
});
