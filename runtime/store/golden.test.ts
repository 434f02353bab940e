import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from './fixtures/golden/expected.json';
import { EventFileReader } from './event-file-reader';
import { decodeSummary, readSummaryHead, type Summary } from './summaries';
import { SummaryFile, type SummaryPlace } from './summary-file';
import { decodeTensor } from './tensor';
import type { TensorBoardEvent } from './tfevents';

/** Files that others wrote (fixtures/golden/write.py), and what those others say that they hold. */
const FILES = ['keras', 'tensorboard1', 'torch'] as const;
const pathOf = (name: string): string => join(__dirname, 'fixtures', 'golden', `${name}.tfevents`);

async function eventsOf(name: string): Promise<TensorBoardEvent[]> {
  const reader = new EventFileReader(pathOf(name));
  const all: TensorBoardEvent[] = [];
  for await (const events of reader.readMore()) all.push(...events);
  expect(reader.problem).toBeNull();
  return all;
}

/** As expected.json writes it. */
const plain = (summary: Summary): object =>
  summary.kind === 'image'
    ? { ...summary, pictures: summary.pictures.map((each) => Buffer.from(each).toString('hex')) }
    : summary;

describe.each(FILES)('what %s wrote', (name) => {
  it('is read: its scalars, in whatever form they are', async () => {
    const scalars = (await eventsOf(name)).flatMap((event) =>
      event.scalars.map(({ tag, value }) => [event.step, tag, value]),
    );
    expect(scalars).toEqual(
      golden[name].scalars.map(([step, tag, value]) => [step, tag, Number(value)]),
    );
  });

  it('is found without being held, and read when it is wanted', async () => {
    const places: SummaryPlace[] = [];
    const sessions: number[] = [];
    const file = new SummaryFile(pathOf(name), {
      summary: (place) => places.push(place),
      sessionStart: (step) => sessions.push(step),
    });
    await file.readMore();
    await file.readMore();
    expect(sessions).toEqual(name === 'tensorboard1' ? golden[name].sessionStarts : []);
    const read = [];
    const isRead = ({ kind }: SummaryPlace): boolean => kind !== 'audio' && kind !== 'mesh';
    for (const place of places.filter(isRead)) {
      const { tag, step } = place;
      expect(place.wallTime).toBeGreaterThanOrEqual(1_700_000_000);
      read.push({ tag, step, ...plain(await file.read(place)) });
    }
    expect(read).toEqual(golden[name].others);
  });
});

it('any bytes are decoded or refused with a RangeError', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 80 }),
      fc.constantFrom('histograms', 'text', 'images', 'pr_curves', 'hparams'),
      (bytes, plugin) => {
        const plugins = new Map([['', plugin]]);
        for (const decode of [readSummaryHead, decodeSummary, decodeTensor])
          try {
            decode(bytes, plugins);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
      },
    ),
    { seed: 4, numRuns: 3000 },
  );
});

it('sessions that begin again are told', async () => {
  const starts = (await eventsOf('tensorboard1')).filter(({ sessionStart }) => sessionStart);
  expect(starts.map(({ step }) => step)).toEqual(golden.tensorboard1.sessionStarts);
});
