import { open } from 'node:fs/promises';
import { findRecord, readRecords } from '../store/tfrecord';
import { decodeEvent } from '../store/tfevents';

/** What the end of a log says: enough for a list of runs, without reading what may be gigabytes. */
export interface LogTail {
  /** The last step; null where no step stands near the end. */
  readonly step: number | null;
  /** The last value of each tag that occurs near the end. */
  readonly metrics: Readonly<Record<string, number>>;
}

const TAIL_BYTES = 128 * 1024;

/** The last events of an event file. Throws the file system's error. */
export async function readTail(path: string, size: number): Promise<LogTail> {
  const file = await open(path, 'r');
  try {
    const length = Math.min(size, TAIL_BYTES);
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await file.read(bytes, 0, length, size - length);
    return lastEvents(bytes.subarray(0, bytesRead), size > length);
  } finally {
    await file.close();
  }
}

/** @param cut whether the bytes may begin in the middle of a record */
function lastEvents(bytes: Uint8Array, cut: boolean): LogTail {
  const metrics: Record<string, number> = {};
  let step: number | null = null;
  const { records } = readRecords(bytes, cut ? findRecord(bytes) : 0);
  try {
    for (const record of records) {
      const event = decodeEvent(record);
      if (event.scalars.length > 0) step = event.step;
      for (const { tag, value } of event.scalars) metrics[tag] = value;
    }
  } catch {
    // As far as it goes: whoever reads the whole file is told what is wrong with it.
  }
  return { step, metrics };
}
