import type { WebSocket } from 'ws';
import type { Run } from '../protocol/runs';

/** While this much waits in a socket, news is held back. */
export const HIGH_WATER_BYTES = 1024 * 1024;
/** How often a socket that is full is looked at again. */
const RETRY_MS = 100;

/**
 * Tells one client of changes of runs. For one that does not keep up only the latest state of each run is kept: it
 * hears of every end, though not of every step towards it.
 */
export class RunNotices {
  private readonly heldBack = new Map<string, Run>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly socket: Pick<WebSocket, 'bufferedAmount'>,
    private readonly tell: (run: Run) => void,
  ) {}

  changed(run: Run): void {
    this.heldBack.set(JSON.stringify([run.store, run.id]), run);
    this.flush();
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.heldBack.clear();
  }

  private flush(): void {
    for (const [key, run] of this.heldBack) {
      if (this.socket.bufferedAmount > HIGH_WATER_BYTES) {
        this.timer ??= setTimeout(() => {
          this.timer = null;
          this.flush();
        }, RETRY_MS);
        return;
      }
      this.heldBack.delete(key);
      this.tell(run);
    }
  }
}
