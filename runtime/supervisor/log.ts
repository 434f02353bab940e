import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes one line for the person who looks for what went wrong. Never throws. */
export type Log = (line: string) => void;

/** Beyond this the log is put aside as `….old` and begun anew. */
const LONGEST_BYTES = 1024 * 1024;

/** A log file with a timestamp in each line, at most twice `LONGEST_BYTES` on disk. A full disk silences it. */
export function fileLog(path: string, longest = LONGEST_BYTES): Log {
  return (line) => {
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (size > longest) renameSync(path, `${path}.old`);
      const text = line.replace(/\r?\n/g, '\n    ');
      appendFileSync(path, `${new Date().toISOString()} [${process.pid}] ${text}\n`, {
        mode: 0o600,
      });
    } catch {
      // A log that cannot be written must not end what it tells of.
    }
  };
}
