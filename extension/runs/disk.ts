import type * as vscode from 'vscode';
import { DiskUse, type RunRef, type RunSize } from '../../runtime/protocol/messages';
import { isEnded } from '../../runtime/protocol/runs';
import { formatBytes } from '../../runtime/protocol/words';
import type { Runtime } from '../runtime';
import type { RunBook } from './book';

/** Changes that come faster than this are asked about together. */
const ASK_MS = 2000;

/** What the runs of this window take on disk: their sum beside the title of the Runs view, each in its tooltip. */
export class DiskUseOfRuns implements vscode.Disposable {
  readonly #subscriptions: { dispose(): void }[];
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly runtime: Runtime,
    private readonly stores: () => readonly string[],
    private readonly view: Pick<vscode.TreeView<unknown>, 'description' | 'visible'>,
    book: RunBook,
  ) {
    this.#subscriptions = [
      runtime.onReady(() => this.soon()),
      book.onReset(() => this.soon()),
      book.onChanged(({ run, before }) => {
        if (before === null || isEnded(before.status) !== isEnded(run.status)) this.soon();
      }),
    ];
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Bytes of one run; null where nobody can say. */
  async of({ store, run }: RunRef): Promise<number | null> {
    const [size] = await this.#ask(store, [run]);
    return size?.bytes ?? null;
  }

  /** Asks for the sum again, a little later, where the view is on screen. */
  soon(): void {
    if (!this.view.visible) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#tell();
    }, ASK_MS);
  }

  async #tell(): Promise<void> {
    const sizes = (await Promise.all(this.stores().map((store) => this.#ask(store, null)))).flat();
    const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
    this.view.description = bytes === 0 ? '' : formatBytes(bytes);
  }

  async #ask(store: string, runs: readonly string[] | null): Promise<readonly RunSize[]> {
    if (this.runtime.state !== 'ready') return [];
    try {
      const { rpc } = await this.runtime.connect();
      return await rpc.sendRequest(DiskUse, { store, runs });
    } catch {
      // An older runtime does not know, one that is lost does not answer: then nothing is said.
      return [];
    }
  }
}
