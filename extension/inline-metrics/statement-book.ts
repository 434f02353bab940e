import type { SupervisorConnection } from '../../runtime/protocol/client';
import type { RunRef } from '../../runtime/protocol/messages';
import {
  StatementsFound,
  StatementsObserved,
  SubscribeStatements,
  UnsubscribeStatements,
} from '../../runtime/protocol/statements';
import { keyOf } from '../runs/book';
import { ObservedStatements } from './observed-statements';

/** As much of a connection to the supervisor as this needs. */
export interface StatementConnection {
  readonly rpc: Pick<SupervisorConnection['rpc'], 'sendRequest' | 'onNotification'>;
}

/** Of so many runs that are not asked about any more it is kept what they gave last. */
const KEPT_RUNS = 50;

/** What the statements of runs give. A run is asked about only while it is wanted: being observed takes its time. */
export class StatementBook {
  private connection: StatementConnection | null = null;
  private readonly wanted = new Map<string, RunRef>();
  /** By run, the longest known first. */
  private readonly known = new Map<string, ObservedStatements>();

  /** @param changed called whenever there is something new to draw */
  constructor(private readonly changed: () => void) {}

  /** Begins anew with another connection. */
  connect(connection: StatementConnection): void {
    this.connection = connection;
    connection.rpc.onNotification(StatementsFound, ({ layout, ...run }) => {
      this.known.get(keyOf(run))?.found(layout);
      this.changed();
    });
    connection.rpc.onNotification(StatementsObserved, ({ every, figures, ...run }) => {
      this.known.get(keyOf(run))?.observed(every, figures);
      this.changed();
    });
    for (const run of this.wanted.values()) this.subscribe(run);
  }

  /** From now on these runs are asked about, and no others. */
  want(runs: readonly RunRef[]): void {
    const keys = new Set(runs.map(keyOf));
    for (const [key, run] of this.wanted)
      if (!keys.has(key)) {
        this.wanted.delete(key);
        this.connection?.rpc.sendRequest(UnsubscribeStatements, run).catch(() => undefined);
      }
    for (const run of runs)
      if (!this.wanted.has(keyOf(run))) {
        this.wanted.set(keyOf(run), run);
        this.subscribe(run);
      }
  }

  /** Null for one of which nothing is known. */
  of(run: RunRef): ObservedStatements | null {
    const observed = this.known.get(keyOf(run));
    return observed === undefined || observed.layout === null ? null : observed;
  }

  private subscribe(run: RunRef): void {
    const key = keyOf(run);
    if (!this.known.has(key)) this.known.set(key, new ObservedStatements());
    for (const [oldest] of this.known) {
      if (this.known.size <= KEPT_RUNS) break;
      if (!this.wanted.has(oldest)) this.known.delete(oldest);
    }
    this.connection?.rpc.sendRequest(SubscribeStatements, run).then(
      (state) => {
        // Of one that ended long ago nobody else knows anything any more.
        if (state.layout !== null) this.known.get(key)?.begin(state);
        this.changed();
      },
      // The run is gone, or the connection is, and the next one asks again.
      () => undefined,
    );
  }
}
