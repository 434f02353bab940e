/** A client that has started a supervisor for itself has this long to connect. */
const FIRST_CLIENT_MS = 30_000;

/** Decides when a supervisor with neither client nor run leaves. */
export class IdleWatch {
  private timer: NodeJS.Timeout | null = null;
  private hadClient = false;
  private leavesAtOnce: boolean;

  constructor(
    private readonly options: { readonly idleMs: number; readonly ephemeral: boolean },
    private readonly host: {
      /** Neither client nor run is there. */
      readonly isIdle: () => boolean;
      readonly leave: (reason: string) => void;
    },
  ) {
    this.leavesAtOnce = options.ephemeral;
  }

  clientCame(): void {
    this.hadClient = true;
    this.update();
  }

  /** The lock is gone or another's: no client will find this supervisor any more. */
  superseded(): void {
    if (this.leavesAtOnce) return;
    this.leavesAtOnce = true;
    this.update();
  }

  /** To be called whenever a client or a run has come or gone. */
  update(): void {
    this.stop();
    if (!this.host.isIdle()) return;
    if (this.leavesAtOnce && this.hadClient) {
      this.host.leave('its last client and run have gone');
      return;
    }
    const milliseconds = this.leavesAtOnce ? FIRST_CLIENT_MS : this.options.idleMs;
    this.timer = setTimeout(() => {
      this.host.leave('nobody has needed it for a while');
    }, milliseconds);
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
