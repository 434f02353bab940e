/** What a fake trainer is to do. */
export interface FakeScript {
  /** Steps until the end; left out: until it is stopped. */
  readonly rows?: number;
  /** How it ends after them; left out: completed. */
  readonly then?: 'crash' | 'diverge';
  readonly warning?: string;
  /** Never answers, not even to SIGTERM. */
  readonly deaf?: boolean;
  /** Answers nothing, as one whose step never ends. */
  readonly hung?: boolean;
  /** Dies at once of a signal. */
  readonly die?: boolean;
  /** Writes no event file. */
  readonly unsaved?: boolean;
}
