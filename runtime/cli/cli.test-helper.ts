import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

const ENTRY = join(__dirname, '..', '..', 'dist', 'cli.js');

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs: its process, and what it will have said. */
export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves when stdout holds a text. */
  said(text: string): Promise<void>;
}

/** Starts `optiscope …` from the bundle, in a folder, with a state folder of its own inside. */
export function start(folder: string, ...args: string[]): Running {
  const child = spawn(process.execPath, [ENTRY, ...args], {
    cwd: folder,
    env: { ...process.env, OPTISCOPE_STATE_DIR: join(folder, 'state'), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = collect(child.stdout!);
  const stderr = collect(child.stderr!);
  const finished = new Promise<Finished>((resolve) =>
    child.once('close', (status) =>
      resolve({ status, stdout: stdout.text(), stderr: stderr.text() }),
    ),
  );
  return { child, finished, said: stdout.said };
}

function collect(stream: Readable): { text(): string; said(text: string): Promise<void> } {
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  return {
    text: () => text,
    said: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!text.includes(wanted)) return;
          stream.off('data', look);
          resolve();
        };
        stream.on('data', look).once('end', () => reject(new Error(`never said ${wanted}`)));
        look();
      }),
  };
}

export const optiscope = (folder: string, ...args: string[]): Promise<Finished> =>
  start(folder, ...args).finished;

/** Lines of JSON. */
export const eventsOf = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
