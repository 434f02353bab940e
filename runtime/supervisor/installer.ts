import { installBackend } from '../backends/install';
import type { BackendName } from '../protocol/runs';
import type { Log } from './log';

export interface InstallerOptions {
  /** What npm is asked for; nothing for a backend that is built in. */
  readonly packagesOf: (backend: BackendName) => readonly string[];
  readonly nodeFor: (backend: BackendName) => string;
  /** Where backends are installed, a folder each. */
  readonly folder: string;
  readonly log: Log;
}

/** Installs backends for those who ask, one at a time. */
export class Installer {
  private current: { readonly backend: BackendName; readonly end: AbortController } | null = null;
  private done: Promise<void> = Promise.resolve();

  constructor(private readonly options: InstallerOptions) {}

  /**
   * Rejects with a sentence where it fails, is cancelled, or another installation is under way.
   * @param cancelled ends npm; nothing of the installation is left
   */
  async install(
    backend: BackendName,
    progress: (message: string) => void,
    cancelled: AbortSignal,
  ): Promise<void> {
    const { packagesOf, nodeFor, folder, log } = this.options;
    const packages = packagesOf(backend);
    if (packages.length === 0)
      throw new Error(`${backend} is built in; there is nothing to install.`);
    if (this.current !== null)
      throw new Error(`${this.current.backend} is being installed; try again when it is done.`);
    const end = new AbortController();
    const signal = AbortSignal.any([cancelled, end.signal]);
    this.current = { backend, end };
    log(`installs ${backend}: ${packages.join(' ')}`);
    const work = installBackend({
      backend,
      packages,
      folder,
      node: nodeFor(backend),
      progress,
      signal,
    });
    this.done = work.then(
      () => log(`${backend} is installed`),
      (error: unknown) => log((error as Error).message),
    );
    try {
      await work;
    } finally {
      this.current = null;
    }
  }

  /** Cancels what is under way. */
  async close(): Promise<void> {
    this.current?.end.abort();
    await this.done;
  }
}
