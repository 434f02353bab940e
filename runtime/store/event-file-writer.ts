import { closeSync, openSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { listEventFileNames } from './run-folders';
import {
  encodeFileVersion,
  encodeHistograms,
  encodeScalars,
  encodeSessionStart,
  type Scalar,
  type TaggedHistogram,
} from './tfevents';
import { frameRecord } from './tfrecord';

/** The scalars of one logged step. */
export interface ScalarRow {
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly scalars: readonly Scalar[];
}

/** The histograms of one step. */
export interface HistogramRow {
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly histograms: readonly TaggedHistogram[];
}

export interface EventFileOptions {
  /** Seconds since 1970 at which the file is begun; now, unless given. */
  readonly startedAt?: number;
  /** The run goes on: what its earlier files have from this step on is superseded. */
  readonly sessionStart?: number | null;
}

/** Rows are written out when this many bytes have gathered, or at `flush`. */
const BUFFER_BYTES = 64 * 1024;

/**
 * Writes one TensorBoard event file, append-only, through a small buffer. Every call is synchronous and throws the
 * file system's own error; what could not be written stays in the buffer, so that a later `flush` can try again
 * without a gap or a repeat.
 */
export class EventFileWriter {
  /** Absolute path of the file. */
  readonly path: string;
  private readonly file: number;
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;

  /** Creates a new file in `folder`, which exists. */
  constructor(folder: string, options: EventFileOptions = {}) {
    const { sessionStart = null } = options;
    const now = options.startedAt ?? Date.now() / 1000;
    const startedAt = sessionStart === null ? now : Math.max(now, lastBegun(folder) + 1);
    const seconds = String(Math.floor(startedAt)).padStart(10, '0');
    const host = hostname().replace(/[^A-Za-z0-9-]/g, '-') || 'localhost';
    this.path = join(folder, `events.out.tfevents.${seconds}.${host}.${process.pid}.optiscope`);
    this.file = openSync(this.path, 'ax');
    this.append(frameRecord(encodeFileVersion(startedAt)));
    if (sessionStart !== null)
      this.append(frameRecord(encodeSessionStart(startedAt, sessionStart)));
    this.flush();
  }

  /** Appends rows in order, one event each. */
  appendScalars(rows: readonly ScalarRow[]): void {
    for (const row of rows)
      this.append(frameRecord(encodeScalars(row.step, row.wallTime, row.scalars)));
    if (this.pendingBytes >= BUFFER_BYTES) this.flush();
  }

  /** Appends histograms in order, one event a row. */
  appendHistograms(rows: readonly HistogramRow[]): void {
    for (const { step, wallTime, histograms } of rows)
      this.append(frameRecord(encodeHistograms(step, wallTime, histograms)));
    if (this.pendingBytes >= BUFFER_BYTES) this.flush();
  }

  /** Hands everything to the file system. */
  flush(): void {
    const bytes = Buffer.concat(this.pending, this.pendingBytes);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.file, bytes, written);
    } finally {
      this.pending = written < bytes.length ? [bytes.subarray(written)] : [];
      this.pendingBytes = bytes.length - written;
    }
  }

  /** Flushes and closes. */
  close(): void {
    try {
      this.flush();
    } finally {
      closeSync(this.file);
    }
  }

  private append(record: Uint8Array): void {
    this.pending.push(record);
    this.pendingBytes += record.length;
  }
}

/** The seconds in the last name of the event files in a folder: a new one sorts behind it. */
const lastBegun = (folder: string): number =>
  Math.max(
    0,
    ...listEventFileNames(folder).map((name) => Number(/tfevents\.(\d+)/.exec(name)?.[1] ?? 0)),
  );
