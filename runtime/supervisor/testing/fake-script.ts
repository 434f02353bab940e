import type { AlertKind } from '../../protocol/alerts';

/** What a fake trainer is to do. */
export interface FakeScript {
  /** Steps until the end; left out: until it is stopped. */
  readonly rows?: number;
  /** How it ends after them; left out: completed. */
  readonly then?: 'crash' | 'diverge';
  readonly warning?: string;
  /** Raises an alert of this kind at its first step, unless the run has one. */
  readonly alert?: AlertKind;
  /** Never answers, not even to SIGTERM. */
  readonly deaf?: boolean;
  /** Answers nothing, as one whose step never ends. */
  readonly hung?: boolean;
  /** Dies at once of a signal. */
  readonly die?: boolean;
  /** Has statements, which can be observed. */
  readonly watched?: boolean;
  /** Writes no event file. */
  readonly unsaved?: boolean;
}
