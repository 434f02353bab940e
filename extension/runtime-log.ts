import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { supervisorLog } from './supervisor';

/** Of a longer log the end is shown. */
const MOST_BYTES = 1024 * 1024;

/** Shows the supervisor's log file in the Output view, and follows it from then on. */
export class RuntimeLog implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #channel = vscode.window.createOutputChannel('Optiscope Runtime', 'log');
  #watcher: FSWatcher | null = null;
  #read = 0;
  #reading: Promise<void> = Promise.resolve();

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
  }

  show(): void {
    const { folder, file } = supervisorLog(this.#context);
    this.#follow(folder, file);
    this.#update(file);
    this.#channel.show(true);
  }

  dispose(): void {
    this.#watcher?.close();
    this.#channel.dispose();
  }

  /** The folder is watched, since the file may not be there yet. */
  #follow(folder: string, file: string): void {
    if (this.#watcher !== null) return;
    try {
      this.#watcher = watch(folder, (_, name) => {
        if (name === basename(file)) this.#update(file);
      });
      this.#watcher.on('error', () => undefined);
    } catch {
      this.#channel.appendLine(`The runtime has not been started yet; its log will be ${file}.`);
    }
  }

  #update(file: string): void {
    this.#reading = this.#reading.then(() => this.#append(file)).catch(() => undefined);
  }

  async #append(file: string): Promise<void> {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size < this.#read) {
        this.#channel.clear();
        this.#read = 0;
      }
      const from = Math.max(this.#read, size - MOST_BYTES);
      const bytes = Buffer.alloc(size - from);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
      this.#read = from + bytesRead;
      if (bytesRead > 0) this.#channel.append(bytes.toString('utf8', 0, bytesRead));
    } finally {
      await handle.close();
    }
  }
}
