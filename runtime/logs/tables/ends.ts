import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ScalarSink } from '../../store/scalar-decoder';
import type { LogTail } from '../tail';
import { isMetricName } from './names';
import { rowReader, type RowReader } from './row-reader';

const HEAD_BYTES = 64 * 1024;
const TAIL_BYTES = 128 * 1024;

/** Keeps the last of everything. */
class LastScalars implements ScalarSink {
  readonly tags: string[] = [];
  readonly metrics: Record<string, number> = {};
  step: number | null = null;
  private readonly indices = new Map<string, number>();

  tagIndex(tag: string): number {
    const index = this.indices.get(tag) ?? this.tags.push(tag) - 1;
    this.indices.set(tag, index);
    return index;
  }

  scalar(tag: number, step: number, _wallTime: number, value: number): void {
    this.metrics[this.tags[tag]!] = value;
    this.step = step;
  }

  sessionStart(): void {
    throw new Error('a table has no sessions');
  }
}

/**
 * What the beginning and the end of a table say, without what lies between. Null for a table that is no log: one
 * without numbers, or where nothing is called a step or as metrics are. Throws the file system's error.
 */
export async function readTableEnds(path: string, size: number): Promise<LogTail | null> {
  const last = new LastScalars();
  const reader = rowReader(basename(path), last);
  const file = await open(path, 'r');
  try {
    const head = await piece(file, 0, Math.min(size, HEAD_BYTES));
    takeAll(reader, head);
    const isLog = reader.rows > 0 && (reader.hasSteps || last.tags.some(isMetricName));
    if (!isLog) return null;
    if (size > HEAD_BYTES) {
      const start = Math.max(HEAD_BYTES, size - TAIL_BYTES);
      const tail = await piece(file, start, size - start);
      takeAll(reader, tail.subarray(tail.indexOf(LINE_FEED) + 1));
    }
    // Those that are surely metrics first: lists of runs show one.
    const ordered = [...last.tags].sort((a, b) => +isMetricName(b) - +isMetricName(a));
    const metrics = Object.fromEntries(ordered.map((tag) => [tag, last.metrics[tag]!]));
    // Rows that do not say their step would have to be counted from the first.
    return { step: reader.hasSteps || size <= HEAD_BYTES ? last.step : null, metrics };
  } finally {
    await file.close();
  }
}

async function piece(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, start);
  return bytes.subarray(0, bytesRead);
}

/** Takes what has an end, each line for itself: a record of several lines is passed over. */
function takeAll(reader: RowReader, bytes: Buffer): void {
  for (const line of bytes.toString('utf8').split('\n').slice(0, -1)) reader.take(line);
}

const LINE_FEED = 10;
