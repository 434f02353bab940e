/** How long points of a history that is still on its way wait for the rest, so that it is drawn once. */
const GATHER_MS = 250;

/** Tells of changes, of all that came in a frame at once; and knows whether points are still being gathered. */
export class News {
  private readonly listeners = new Set<() => void>();
  private scheduled = false;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly nextFrame: (callback: () => void) => void) {}

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** More of what has come will follow at once: it is not worth drawing yet. */
  get gathers(): boolean {
    return this.timer !== null;
  }

  /** Something has changed. */
  tell(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.nextFrame(() => {
      this.scheduled = false;
      for (const listener of this.listeners) listener();
    });
  }

  /** Points have come, and more will follow at once. */
  gather(): void {
    this.timer ??= setTimeout(() => this.gathered(), GATHER_MS);
  }

  /** Points have come, and nothing more is to be expected. */
  gathered(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.tell();
  }
}
