import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STORE_FOLDER } from '../../runtime/store/layout';
import { writeRunFile } from '../../runtime/store/run-file';
import { cannedRun } from '../editor/canned-runtime';
import { endTree } from '../editor/processes';
import { until } from '../pages/workbench';

const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

/** A folder of runs, and `optiscope serve` in it: the real runtime behind the panel's own page. */
export class PageSession {
  readonly home = mkdtempSync(join(tmpdir(), 'optiscope-page-'));
  private serve: ChildProcess | null = null;
  private output = '';

  /** Makes a run that has ended; returns its folder, for event files. */
  addRun(id: string, program: string): string {
    const store = join(this.home, STORE_FOLDER);
    const folder = join(store, id);
    mkdirSync(folder, { recursive: true });
    const { run } = cannedRun(id, program, [], { status: 'completed', store, endedAt: 1.7e12 });
    writeRunFile(run);
    return folder;
  }

  /** Starts the runtime; resolves with the page's address. */
  async start(): Promise<string> {
    this.serve = spawn(process.execPath, [cli, 'serve'], {
      cwd: this.home,
      env: { ...process.env, OPTISCOPE_STATE_DIR: join(this.home, 'state') },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.serve.stdout!.on('data', (text) => (this.output += String(text)));
    await until(() => Promise.resolve(this.output.includes('\n')));
    return this.output.trim();
  }

  async end(): Promise<void> {
    if (this.serve !== null) await endTree(this.serve);
    rmSync(this.home, { recursive: true, force: true });
  }
}
