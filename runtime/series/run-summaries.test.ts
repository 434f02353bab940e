import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MessageBuilder } from '../store/protobuf';
import { encodeFileVersion, encodeScalars, encodeSessionStart } from '../store/tfevents';
import { frameRecord } from '../store/tfrecord';
import { LARGEST_BYTES } from './content';
import { RunSummaries } from './run-summaries';

const GOLDEN = join(import.meta.dirname, '..', 'store', 'fixtures', 'golden');

let folder: string;
let problems: string[];
let run: RunSummaries;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-summaries-'));
  problems = [];
  run = new RunSummaries(folder, (sentence) => problems.push(sentence));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An event with one entry in its summary; `part` adds what it holds. */
const event = (step: number, tag: string, part: (entry: MessageBuilder) => MessageBuilder) => {
  const entry = part(new MessageBuilder().string(1, tag));
  const summary = new MessageBuilder().message(1, entry.finish());
  return frameRecord(
    new MessageBuilder()
      .double(1, 1000 + step)
      .int64(2, step)
      .message(5, summary.finish())
      .finish(),
  );
};
const picture = (step: number, bytes: Uint8Array): Uint8Array =>
  event(step, 'digits', (entry) =>
    entry.message(4, new MessageBuilder().message(4, bytes).finish()),
  );
const text = (step: number, words: string, metadata = true): Uint8Array =>
  event(step, 'notes', (entry) => {
    const plugin = new MessageBuilder().message(1, new MessageBuilder().string(1, 'text').finish());
    const tensor = new MessageBuilder().int64(1, 7).string(8, words).finish();
    return (metadata ? entry.message(9, plugin.finish()) : entry).message(8, tensor);
  });
/** As TensorFlow 1 writes audio, and TensorFlow 2 the parts of a mesh. */
const audio = (step: number): Uint8Array =>
  event(step, 'speech', (entry) => entry.message(6, new MessageBuilder().double(1, 8000).finish()));
const mesh = (step: number): Uint8Array =>
  event(step, 'cloud_VERTEX', (entry) => {
    const plugin = new MessageBuilder().message(1, new MessageBuilder().string(1, 'mesh').finish());
    return entry.message(9, plugin.finish()).message(8, new MessageBuilder().int64(1, 1).finish());
  });
const scalar = (step: number): Uint8Array =>
  frameRecord(encodeScalars(step, 1000 + step, [{ tag: 'loss', value: step }]));
const file = (name: string): string => join(folder, `events.out.tfevents.${name}`);
const log = (name: string, ...records: readonly Uint8Array[]): void =>
  appendFileSync(file(name), Buffer.concat(records));

const textsOf = async (...indices: number[]): Promise<unknown[]> => {
  const { summaries } = await run.read('text', 'notes', indices);
  return summaries.map(({ content }) => (content?.kind === 'text' ? content.texts[0] : null));
};

it('tells of audio and meshes, which are not shown', async () => {
  log('1', audio(1), mesh(1), audio(2), text(2, 'heard'));
  await run.readMore();
  expect(run.tags.map(({ kind, tag, count }) => [kind, tag, count])).toEqual([
    ['audio', 'speech', 2],
    ['mesh', 'cloud_VERTEX', 1],
    ['text', 'notes', 1],
  ]);
});

it("finds what other writers' files hold, of the kinds that are shown", async () => {
  // TensorFlow 1 begins with a session, which supersedes what stands before it.
  for (const [i, name] of ['tensorboard1', 'keras', 'torch'].entries())
    copyFileSync(join(GOLDEN, `${name}.tfevents`), file(String(i)));
  await run.readMore();
  expect(run.tags.map(({ kind, tag, count }) => [kind, tag, count])).toEqual([
    ['histogram', 'weights', 2],
    ['image', 'input/image/0', 1],
    ['audio', 'speech', 1],
    ['histogram', 'dense/kernel_0', 2],
    ['image', 'digits', 1],
    ['text', 'notes', 1],
    ['text', 'notes/text_summary', 1],
    ['pr-curve', 'pr', 1],
  ]);
  expect(run.stepsOf('histogram', 'weights').steps).toEqual([5, 3]);
  const { summaries } = await run.read('image', 'digits', [0, 7]);
  expect(summaries).toMatchObject([
    {
      index: 0,
      step: 7,
      problem: null,
      content: { images: [{ type: 'image/png', isCutOff: false }, {}] },
    },
  ]);
});

it('follows files as they grow, whatever is told of a tag only once', async () => {
  log('1', frameRecord(encodeFileVersion(1)), scalar(1), text(1, 'one'), scalar(2));
  await run.readMore();
  expect(await textsOf(0)).toEqual(['one']);
  log('1', text(2, 'two', false));
  log('2', text(3, 'three', false));
  await run.readMore();
  expect(run.tags).toMatchObject([{ tag: 'notes', count: 3 }]);
  expect(await textsOf(0, 1, 2)).toEqual(['one', 'two', 'three']);
});

it('a session that begins again supersedes what was logged from its step on', async () => {
  log('1', text(1, 'one'), text(5, 'five'));
  await run.readMore();
  const [before] = run.tags;
  log('2', frameRecord(encodeSessionStart(1, 4)), text(4, 'four'));
  await run.readMore();
  expect(await textsOf(0, 1, 2)).toEqual(['one', 'four']);
  expect(run.tags[0]!.revision).not.toBe(before!.revision);
});

it('a file that is written anew is looked through from its start', async () => {
  log('1', text(1, 'one'), text(2, 'two'));
  await run.readMore();
  truncateSync(file('1'), 0);
  log('1', text(9, 'nine'));
  await run.readMore();
  expect(await textsOf(0, 1)).toEqual(['nine']);
});

it('a file is read as far as it is sound, and a cut-off end is waited for', async () => {
  const late = text(2, 'two');
  log('1', text(1, 'one'), late.subarray(0, 20));
  await run.readMore();
  expect(run.tags).toMatchObject([{ count: 1 }]);
  log('1', late.subarray(20));
  await run.readMore();
  expect(run.tags).toMatchObject([{ count: 2 }]);
  const spoilt = text(3, 'three');
  spoilt[30]! ^= 1;
  log('1', spoilt, text(4, 'four'));
  await run.readMore();
  expect(run.tags).toMatchObject([{ count: 2 }]);
});

it('says what of a picture keeps it from being shown', async () => {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  );
  log('1', picture(1, svg), picture(2, new Uint8Array(LARGEST_BYTES + 1)));
  await run.readMore();
  const { summaries } = await run.read('image', 'digits', [0, 1]);
  expect(summaries[0]).toMatchObject({
    problem: null,
    content: { images: [{ type: null, data: '', bytes: svg.length }] },
  });
  expect(summaries[1]).toMatchObject({
    content: null,
    problem: 'It takes 16.0 MB in the event file; up to 16.0 MB are shown.',
  });
});

it('says that a picture is cut off', async () => {
  const whole = Buffer.from([0xff, 0xd8, 0xff, 1, 2, 3, 0xff, 0xd9]);
  log('1', picture(1, whole), picture(2, whole.subarray(0, 6)));
  await run.readMore();
  const { summaries } = await run.read('image', 'digits', [0, 1]);
  const images = summaries.flatMap(({ content }) =>
    content?.kind === 'image' ? content.images : [],
  );
  expect(images.map(({ isCutOff }) => isCutOff)).toEqual([false, true]);
});

it('cuts a text that nobody would read to its end, and says so', async () => {
  log('1', text(1, 'x'.repeat(300_000)), text(2, 'short'));
  await run.readMore();
  const { summaries } = await run.read('text', 'notes', [0, 1]);
  expect(summaries[0]).toMatchObject({
    problem: 'It is longer: the first 200,000 characters are shown.',
    content: { texts: ['x'.repeat(200_000)] },
  });
  expect(summaries[1]!.problem).toBeNull();
});

it('a summary whose file has gone says so instead of failing', async () => {
  log('1', text(1, 'one'));
  await run.readMore();
  writeFileSync(file('1'), '');
  const { summaries } = await run.read('text', 'notes', [0]);
  expect(summaries[0]).toMatchObject({
    content: null,
    problem: expect.stringContaining('cannot be read'),
  });
});
