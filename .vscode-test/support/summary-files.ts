/** Event files with histograms, texts, pictures and precision–recall curves, as other programs' writers make them. */
import { crc32, deflateSync } from 'node:zlib';
import { MessageBuilder } from '../../runtime/store/protobuf';
import { encodeFileVersion } from '../../runtime/store/tfevents';
import { frameRecord } from '../../runtime/store/tfrecord';

const T0 = 1_790_000_000;

export const fileStart = (): Uint8Array => frameRecord(encodeFileVersion(T0));

/** An event with one entry, to which `part` adds what it holds. */
const event = (step: number, tag: string, part: (entry: MessageBuilder) => void): Uint8Array => {
  const entry = new MessageBuilder().string(1, tag);
  part(entry);
  return frameRecord(
    new MessageBuilder()
      .double(1, T0 + step)
      .int64(2, step)
      .message(5, new MessageBuilder().message(1, entry.finish()).finish())
      .finish(),
  );
};

const plugin = (name: string): Uint8Array =>
  new MessageBuilder().message(1, new MessageBuilder().string(1, name).finish()).finish();

const shape = (...sizes: number[]): Uint8Array => {
  const message = new MessageBuilder();
  for (const size of sizes) message.message(2, new MessageBuilder().int64(1, size).finish());
  return message.finish();
};

/** As TensorFlow 2 writes them: rows of left end, right end and count. */
export const histogram = (
  step: number,
  tag: string,
  buckets: readonly (readonly [number, number, number])[],
): Uint8Array =>
  event(step, tag, (entry) => {
    const content = new Uint8Array(Float64Array.from(buckets.flat()).buffer);
    const tensor = new MessageBuilder()
      .int64(1, 2)
      .message(2, shape(buckets.length, 3))
      .message(4, content);
    entry.message(9, plugin('histograms')).message(8, tensor.finish());
  });

/** Buckets of a bell about a centre. */
export const bell = (
  centre: number,
  width: number,
  values = 1000,
): (readonly [number, number, number])[] =>
  Array.from({ length: 40 }, (_, i) => {
    const [left, right] = [centre + ((i - 20) / 5) * width, centre + ((i - 19) / 5) * width];
    const z = (i - 19.5) / 5;
    return [left, right, Math.round((values / 12.5) * Math.exp((-z * z) / 2))] as const;
  });

/** As TensorFlow 1 writes a clip, but for the sound. */
export const audio = (step: number, tag: string): Uint8Array =>
  event(step, tag, (entry) => entry.message(6, new MessageBuilder().double(1, 8000).finish()));

export const text = (step: number, tag: string, ...texts: readonly string[]): Uint8Array =>
  event(step, tag, (entry) => {
    const tensor = new MessageBuilder().int64(1, 7).message(2, shape(texts.length));
    for (const each of texts) tensor.string(8, each);
    entry.message(9, plugin('text')).message(8, tensor.finish());
  });

export const images = (
  step: number,
  tag: string,
  width: number,
  height: number,
  ...pictures: readonly Uint8Array[]
): Uint8Array =>
  event(step, tag, (entry) => {
    const tensor = new MessageBuilder().int64(1, 7).string(8, `${width}`).string(8, `${height}`);
    for (const picture of pictures) tensor.message(8, picture);
    entry.message(9, plugin('images')).message(8, tensor.finish());
  });

/** Of a classifier that is the better, the greater `skill` is (0: guessing). */
export const prCurve = (step: number, tag: string, skill: number): Uint8Array =>
  event(step, tag, (entry) => {
    const thresholds = Array.from({ length: 51 }, (_, i) => i / 50);
    const recall = thresholds.map((threshold) => (1 - threshold) ** (1 / (1 + skill)));
    const precision = thresholds.map((threshold) => 0.3 + 0.7 * threshold ** (1 / (1 + skill)));
    const zeros = thresholds.map(() => 0);
    const values = Float32Array.from([zeros, zeros, zeros, zeros, precision, recall].flat());
    const tensor = new MessageBuilder()
      .int64(1, 1)
      .message(2, shape(6, thresholds.length))
      .message(4, new Uint8Array(values.buffer));
    entry.message(9, plugin('pr_curves')).message(8, tensor.finish());
  });

/** A grey picture whose pixels are what `shade` says, 0 to 255. */
export function png(
  width: number,
  height: number,
  shade: (x: number, y: number) => number,
): Uint8Array {
  const chunk = (kind: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const rows = Array.from({ length: height }, (_, y) => [
    0,
    ...Array.from({ length: width }, (__, x) => Math.round(shade(x, y)) & 255),
  ]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
