import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import expectedRows from './fixtures/expected.json';
import golden from './fixtures/golden/expected.json';
import { MessageBuilder } from './protobuf';
import { ScalarDecoder, type ScalarSink } from './scalar-decoder';
import { ScalarFile, ReplacedError } from './scalar-file';
import { encodeScalars } from './tfevents';
import { frameRecord } from './tfrecord';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-scalars-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Point = readonly [tag: string, step: number, wallTime: number, value: number];

/** Everything that came, in order. */
class Record implements ScalarSink {
  readonly tags: string[] = [];
  readonly points: Point[] = [];
  readonly starts: number[] = [];

  tagIndex(tag: string): number {
    if (!this.tags.includes(tag)) this.tags.push(tag);
    return this.tags.indexOf(tag);
  }
  scalar(tag: number, step: number, wallTime: number, value: number): void {
    this.points.push([this.tags[tag]!, step, wallTime, value]);
  }
  sessionStart(step: number): void {
    this.starts.push(step);
  }
}

const EXPECTED: Point[] = expectedRows.flatMap(({ step, wallTime, scalars }) =>
  scalars.map(({ tag, value }): Point => [tag, step, wallTime, Number(value)]),
);

const fixture = (name: string): string => join(__dirname, 'fixtures', name);

const drain = (file: ScalarFile): Promise<void> => file.readMore(() => Promise.resolve());

function decoded(event: Uint8Array): Record {
  const record = new Record();
  const decoder = new ScalarDecoder(record);
  decoder.use(event);
  decoder.decode(0, event.length);
  return record;
}

describe('ScalarFile', () => {
  it.each(['simple.tfevents', 'tensors.tfevents'])('reads %s, made elsewhere', async (name) => {
    const record = new Record();
    await drain(new ScalarFile(fixture(name), record));
    expect(record.points).toEqual(EXPECTED);
    expect(record.starts).toHaveLength(name === 'tensors.tfevents' ? 1 : 0);
  });

  it.each(['keras', 'tensorboard1', 'torch'] as const)('reads what %s wrote', async (name) => {
    const record = new Record();
    await drain(new ScalarFile(fixture(`golden/${name}.tfevents`), record));
    expect(record.points.map(([tag, step, , value]) => [step, tag, value])).toEqual(
      golden[name].scalars.map(([step, tag, value]) => [step, tag, Number(value)]),
    );
  });

  it('follows a file that is still written, wherever a write was cut', async () => {
    const whole = readFileSync(fixture('simple.tfevents'));
    for (let cut = 0; cut <= whole.length; cut += 7) {
      const path = join(folder, `${cut}.tfevents`);
      writeFileSync(path, whole.subarray(0, cut));
      const record = new Record();
      const file = new ScalarFile(path, record);
      await drain(file);
      appendFileSync(path, whole.subarray(cut));
      await drain(file);
      expect(record.points).toEqual(EXPECTED);
      expect(file.problem).toBeNull();
      expect(file.offset).toBe(whole.length);
    }
  });

  it('reads records that are longer than what it reads at once', async () => {
    const path = join(folder, 'long.tfevents');
    const long = new MessageBuilder().message(4, new Uint8Array(3_000_000)).finish();
    const scalar = frameRecord(encodeScalars(3, 7, [{ tag: 'a', value: 2 }]));
    writeFileSync(path, Buffer.concat([scalar, frameRecord(long), scalar]));
    const record = new Record();
    await drain(new ScalarFile(path, record));
    expect(record.points).toEqual([
      ['a', 3, 7, 2],
      ['a', 3, 7, 2],
    ]);
  });

  it('reads as far as the damage and says where it is', async () => {
    const bytes = readFileSync(fixture('simple.tfevents'));
    bytes[bytes.length - 5]! ^= 1;
    const path = join(folder, 'damaged.tfevents');
    writeFileSync(path, bytes);
    const record = new Record();
    const file = new ScalarFile(path, record);
    await drain(file);
    await drain(file);
    expect(record.points.map(([, step]) => step)).toEqual(
      EXPECTED.filter(([, step]) => step !== EXPECTED.at(-1)![1]).map(([, step]) => step),
    );
    expect(file.problem).toMatch(/damaged at byte \d+ \(a checksum is wrong\)/);
  });

  it('refuses to go on in a file that has become shorter, or another', async () => {
    const path = join(folder, 'shrunk.tfevents');
    writeFileSync(path, readFileSync(fixture('simple.tfevents')));
    const file = new ScalarFile(path, new Record());
    await drain(file);
    truncateSync(path, 20);
    await expect(drain(file)).rejects.toThrow(ReplacedError);
    const other = join(folder, 'other.tfevents');
    const replaced = new ScalarFile(other, new Record());
    writeFileSync(other, readFileSync(fixture('simple.tfevents')));
    await drain(replaced);
    writeFileSync(join(folder, 'new'), readFileSync(fixture('simple.tfevents')));
    renameSync(join(folder, 'new'), other);
    await expect(drain(replaced)).rejects.toThrow(ReplacedError);
  });
});

describe('ScalarDecoder', () => {
  it('finds what was encoded, in any event', () => {
    const scalar = fc.record({ tag: fc.string({ unit: 'grapheme' }), value: fc.float() });
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 53), max: 2 ** 53 }),
        fc.double(),
        fc.array(scalar, { maxLength: 9 }),
        (step, wallTime, scalars) => {
          const { points } = decoded(encodeScalars(step, wallTime, scalars));
          expect(points).toEqual(scalars.map(({ tag, value }) => [tag, step, wallTime, value]));
        },
      ),
      { seed: 1 },
    );
  });

  it('reads any bytes, or throws a RangeError and tells nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const record = new Record();
        const decoder = new ScalarDecoder(record);
        decoder.use(bytes);
        try {
          decoder.decode(0, bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          expect([...record.points, ...record.starts]).toEqual([]);
        }
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  const tensorEvent = (dtype: number, content: readonly number[], field = 4): Uint8Array => {
    const tensor = new MessageBuilder().int64(1, dtype).message(field, Uint8Array.from(content));
    const value = new MessageBuilder().string(1, 'a').message(8, tensor.finish());
    const summary = new MessageBuilder().message(1, value.finish());
    return new MessageBuilder().double(1, 1).int64(2, 5).message(5, summary.finish()).finish();
  };

  it.each([
    ['float16 one', 19, [0x00, 0x3c], 4, 1],
    ['float16 NaN', 19, [0x00, 0x7e], 4, NaN],
    ['float16 −Inf', 19, [0x00, 0xfc], 4, -Infinity],
    ['float16 smallest', 19, [0x01, 0x00], 4, 2 ** -24],
    ['float16 in its own field', 19, [0x80, 0x78], 13, 1],
    ['bfloat16', 14, [0xc0, 0xbf], 4, -1.5],
    ['int32', 3, [0xfe, 0xff, 0xff, 0xff], 4, -2],
    ['int64', 9, [7, 0, 0, 0, 0, 0, 0, 0], 4, 7],
    ['packed int64', 9, [0x96, 0x01], 10, 150],
  ] as const)('reads a scalar of %s', (_name, dtype, content, field, expected) => {
    const { points } = decoded(tensorEvent(dtype, content, field));
    expect(points).toEqual([['a', 5, 1, expected]]);
  });

  it('passes over tensors of several elements, and of text', () => {
    expect(decoded(tensorEvent(1, [0, 0, 0, 0, 0, 0, 0, 0])).points).toEqual([]);
    expect(decoded(tensorEvent(7, [1, 2, 3, 4])).points).toEqual([]);
    expect(decoded(tensorEvent(19, [0x80, 0x78, 0x80, 0x78], 13)).points).toEqual([]);
  });
});
