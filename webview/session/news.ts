/** How long points of a history that is still on its way wait for the rest, so that it is drawn once. */
const GATHER_MS = 250;

/** Tells of changes: all that came in a frame at once, and those that can wait with the next one. */
export class News {
  private readonly listeners = new Set<() => void>();
  private scheduled = false;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly nextFrame: (callback: () => void) => void) {}

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Something has changed. */
  tell(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.scheduled) return;
    this.scheduled = true;
    this.nextFrame(() => {
      this.scheduled = false;
      for (const listener of this.listeners) listener();
    });
  }

  /** Something has changed, and more of the same will follow at once. */
  tellSoon(): void {
    if (!this.scheduled) this.timer ??= setTimeout(() => this.tell(), GATHER_MS);
  }
}
