/**
 * A run's series as they were when its event files had been read, beside those files: what takes minutes to decode is
 * there in a moment. It may be deleted at any time, and counts only for the files that it was made of.
 *
 *     u32   length of the header
 *     header, JSON, padded with spaces to a multiple of 8
 *     for each tag: f64×n steps, f64×n wall times, f32×n values, up to a multiple of 8
 */
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32c } from '../store/crc32c';
import type { OwnedPoints } from './column';
import type { RunSeries } from './series';

const CACHE_FILE = '.optiscope-series';
const FORMAT = 1;
const LENGTH_BYTES = 4;
/** How much of a file, at its start and before the place up to which it was read, must be as it was. */
const PREFIX_BYTES = 64 * 1024;

interface CachedFile {
  readonly name: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** Up to here its records have been read. */
  readonly offset: number;
  readonly prefix: number;
}

interface Header {
  readonly format: number;
  readonly files: readonly CachedFile[];
  readonly tags: readonly { readonly name: string; readonly count: number }[];
}

const padded = (bytes: number): number => (bytes + 7) & ~7;
const bytesFor = (count: number): number => 16 * count + padded(4 * count);

/**
 * Fills an empty series with what is cached. Returns how far each file had been read; none where there is no cache, or
 * one that no longer fits.
 */
export async function readCache(
  folder: string,
  series: RunSeries,
): Promise<ReadonlyMap<string, number>> {
  const offsets = new Map<string, number>();
  const file = await open(join(folder, CACHE_FILE), 'r').catch(() => null);
  if (file === null) return offsets;
  try {
    const { header, start } = await readHeader(file);
    const { size } = await file.stat();
    const wanted = header.tags.reduce((sum, { count }) => sum + bytesFor(count), start);
    if (header.format !== FORMAT || size !== wanted) return offsets;
    for (const each of header.files) if (!(await isUnchanged(folder, each))) return offsets;
    const columns = await readColumns(file, header, start);
    header.tags.forEach(({ name }, i) => series.columns[series.tagIndex(name)]!.fill(columns[i]!));
    for (const { name, offset } of header.files) offsets.set(name, offset);
  } catch {
    // Whatever is wrong with it: the event files say the same, more slowly.
  } finally {
    await file.close();
  }
  return offsets;
}

/** Keeps a series, of whose files so much has been read. Throws the file system's error. */
export async function writeCache(
  folder: string,
  series: RunSeries,
  offsets: ReadonlyMap<string, number>,
): Promise<void> {
  const columns = series.columns.map((column) => ({ column, points: column.points }));
  const revisions = columns.map(({ column }) => column.revision);
  const files = await Promise.all(
    [...offsets].map(([name, offset]) => describeFile(folder, name, offset)),
  );
  const header: Header = {
    format: FORMAT,
    files,
    tags: series.tags.map((name, i) => ({ name, count: columns[i]!.points.steps.length })),
  };
  const path = join(folder, CACHE_FILE);
  const draft = `${path}.${process.pid}`;
  const file = await open(draft, 'w');
  try {
    await writeAll(file, headerBytes(header));
    for (const { points } of columns) {
      for (const { buffer, byteOffset, byteLength } of [
        points.steps,
        points.wallTimes,
        points.values,
      ])
        await writeAll(file, new Uint8Array(buffer, byteOffset, byteLength));
      await writeAll(file, new Uint8Array(points.values.length % 2 === 0 ? 0 : 4));
    }
  } finally {
    await file.close();
  }
  const holds = columns.every(({ column }, i) => column.revision === revisions[i]);
  await (holds ? rename(draft, path) : rm(draft));
}

function headerBytes(header: Header): Uint8Array {
  const text = Buffer.from(JSON.stringify(header));
  const bytes = Buffer.alloc(padded(LENGTH_BYTES + text.length), ' ');
  bytes.writeUInt32LE(bytes.length - LENGTH_BYTES);
  bytes.set(text, LENGTH_BYTES);
  return bytes;
}

async function readHeader(file: FileHandle): Promise<{ header: Header; start: number }> {
  const length = Buffer.from(await readExactly(file, 0, LENGTH_BYTES)).readUInt32LE();
  const text = Buffer.from(await readExactly(file, LENGTH_BYTES, length)).toString('utf8');
  return { header: JSON.parse(text) as Header, start: LENGTH_BYTES + length };
}

async function readColumns(
  file: FileHandle,
  { tags }: Header,
  start: number,
): Promise<OwnedPoints[]> {
  const columns: OwnedPoints[] = [];
  let at = start;
  for (const { count } of tags) {
    const bytes = await readExactly(file, at, bytesFor(count));
    columns.push({
      steps: new Float64Array(bytes, 0, count),
      wallTimes: new Float64Array(bytes, 8 * count, count),
      values: new Float32Array(bytes, 16 * count, count),
    });
    at += bytesFor(count);
  }
  return columns;
}

async function isUnchanged(folder: string, cached: CachedFile): Promise<boolean> {
  const now = await describeFile(folder, cached.name, cached.offset);
  if (now.size < cached.offset || now.prefix !== cached.prefix) return false;
  return now.size > cached.size || (now.size === cached.size && now.mtimeMs === cached.mtimeMs);
}

async function describeFile(folder: string, name: string, offset: number): Promise<CachedFile> {
  const file = await open(join(folder, name), 'r');
  try {
    const { size, mtimeMs } = await file.stat();
    const length = Math.min(PREFIX_BYTES, offset);
    const bytes = new Uint8Array(2 * length);
    if (size >= offset) {
      bytes.set(new Uint8Array(await readExactly(file, 0, length)));
      bytes.set(new Uint8Array(await readExactly(file, offset - length, length)), length);
    }
    return { name, size, mtimeMs, offset, prefix: crc32c(bytes) };
  } finally {
    await file.close();
  }
}

async function readExactly(file: FileHandle, at: number, length: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) throw new RangeError('the file ends too soon');
    done += bytesRead;
  }
  return bytes.buffer;
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;)
    done += (await file.write(bytes, done, bytes.length - done)).bytesWritten;
}
