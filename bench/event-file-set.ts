import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { maskedCrc32c } from '../runtime/store/crc32c';
import { encodeFileVersion, encodeScalars } from '../runtime/store/tfevents';
import { frameRecord } from '../runtime/store/tfrecord';

/**
 * The shape of TensorBoard's `edge_cgan` logs: 8 runs with 37 series together, 23.8 million points, 1.3 GB: an event a
 * scalar, of about 55 bytes.
 */
const SERIES_PER_RUN = [5, 5, 5, 5, 5, 4, 4, 4];
const SERIES = 37;
const POINTS = 23_800_000;

const TAGS = ['dloss', 'gloss/gan', 'gloss/l1', 'gloss/total', 'accuracy'];
const PIECE_BYTES = 4 * 1024 * 1024;
const HEADER_BYTES = 12;

export interface EventFileSet {
  readonly runs: readonly string[];
  readonly points: number;
  readonly bytes: number;
}

/** Writes such a set under a folder, `share` of the full length of each series. */
export function writeEventFileSet(folder: string, share: number): EventFileSet {
  const steps = Math.round((POINTS / SERIES) * share);
  let bytes = 0;
  const runs = SERIES_PER_RUN.map((series, run) => {
    const path = join(folder, `run-${run}`);
    mkdirSync(path, { recursive: true });
    bytes += writeRun(join(path, `events.out.tfevents.160000000${run}.bench`), series, steps);
    return path;
  });
  return { runs, points: steps * SERIES, bytes };
}

/** Returns the file's size. One event of each tag is encoded; of the others only step, time and value differ. */
function writeRun(path: string, series: number, steps: number): number {
  const file = openSync(path, 'w');
  let size = writeSync(file, frameRecord(encodeFileVersion(1.6e9)));
  // A step of five bytes as a varint leaves room for all: 2^28 and more.
  const base = 2 ** 28;
  const templates = TAGS.slice(0, series).map((tag) =>
    frameRecord(encodeScalars(base, 1.6e9, [{ tag: `${tag}/train_mode`, value: 1 }])),
  );
  const piece = Buffer.alloc(PIECE_BYTES);
  let filled = 0;
  for (let step = 0; step < steps; step++)
    for (const template of templates) {
      if (filled + template.length > piece.length) {
        size += writeSync(file, piece, 0, filled);
        filled = 0;
      }
      piece.set(template, filled);
      const data = filled + HEADER_BYTES;
      const end = filled + template.length - 4;
      piece.writeDoubleLE(1.6e9 + step / 100, data + 1);
      let rest = base + step;
      for (let at = data + 10; at < data + 15; at++) {
        piece[at] = (rest & 0x7f) | (at < data + 14 ? 0x80 : 0);
        rest = Math.floor(rest / 128);
      }
      piece.writeFloatLE(Math.sin(step / 1000) + Math.random(), end - 4);
      piece.writeUInt32LE(maskedCrc32c(piece, data, end), end);
      filled += template.length;
    }
  size += writeSync(file, piece, 0, filled);
  closeSync(file);
  return size;
}
