import { decodeFrame, type CoarseBlock, type ScalarBlock } from '../../runtime/protocol/frames';
import type { SupervisorConnection } from '../../runtime/protocol/client';
import {
  SubscribeSeries,
  TagsAdded,
  UnsubscribeSeries,
  type RunRef,
} from '../../runtime/protocol/messages';
import { keyOf } from '../runs/book';

/** As much of a connection to the supervisor as curves need. */
export type CurveConnection = Pick<SupervisorConnection, 'onFrame'> & {
  readonly rpc: Pick<SupervisorConnection['rpc'], 'sendRequest' | 'onNotification'>;
};

/** The curves of the runs that are wanted at the moment, as the supervisor tells them; long ones in outline. */
export class RunCurves {
  private connection: CurveConnection | null = null;
  private lastSubscription = 0;
  /** By run. */
  private readonly subscriptions = new Map<string, Subscription>();

  /** @param changed called whenever there is something new to draw */
  constructor(private readonly changed: () => void) {}

  /** Begins anew with another connection. */
  connect(connection: CurveConnection): void {
    const wanted = [...this.subscriptions.values()].map(({ run }) => run);
    this.subscriptions.clear();
    this.connection = connection;
    connection.rpc.onNotification(TagsAdded, ({ subscription, tags }) => {
      this.find(subscription)?.name(tags);
      this.changed();
    });
    connection.onFrame((frame) => {
      if (connection === this.connection) this.take(frame);
    });
    this.want(wanted);
  }

  /** From now on these runs' curves are kept, and no others. */
  want(runs: readonly RunRef[]): void {
    const keys = new Set(runs.map(keyOf));
    for (const key of this.subscriptions.keys()) if (!keys.has(key)) this.unsubscribe(key);
    for (const run of runs) if (!this.subscriptions.has(keyOf(run))) this.subscribe(run);
  }

  /** The values of a metric so far; null while none is known. */
  values(run: RunRef, tag: string): readonly number[] | null {
    return this.subscriptions.get(keyOf(run))?.values(tag) ?? null;
  }

  private subscribe(run: RunRef): void {
    const subscription = new Subscription(run, ++this.lastSubscription);
    this.subscriptions.set(keyOf(run), subscription);
    this.connection?.rpc
      .sendRequest(SubscribeSeries, {
        store: run.store,
        run: run.run,
        subscription: subscription.number,
        reduced: true,
      })
      .then(
        ({ tags }) => {
          subscription.name(tags);
          this.changed();
        },
        // The run is gone, or the connection is, and the next one begins anew.
        () => undefined,
      );
  }

  private unsubscribe(key: string): void {
    const subscription = this.subscriptions.get(key)?.number;
    this.subscriptions.delete(key);
    if (subscription !== undefined)
      this.connection?.rpc.sendRequest(UnsubscribeSeries, { subscription }).catch(() => undefined);
  }

  private take(frame: Uint8Array): void {
    for (const block of decodeFrame(frame)) {
      if (block.kind !== 'scalars' && block.kind !== 'coarse') continue;
      const subscription = this.find(block.subscription);
      if (subscription === undefined) continue;
      if (!subscription.accept(block)) {
        this.unsubscribe(keyOf(subscription.run));
        this.subscribe(subscription.run);
      }
    }
    this.changed();
  }

  private find(number: number): Subscription | undefined {
    for (const each of this.subscriptions.values()) if (each.number === number) return each;
    return undefined;
  }
}

/** Frames may come before the names of their tags. */
class Subscription {
  private readonly names: string[] = [];
  private readonly curves = new Map<number, Curve>();

  constructor(
    readonly run: RunRef,
    readonly number: number,
  ) {}

  /** Takes the names of further tags; one that is told twice counts once. */
  name(tags: readonly string[]): void {
    for (const tag of tags) if (!this.names.includes(tag)) this.names.push(tag);
  }

  /** False where something before the block is missing. */
  accept(block: ScalarBlock | CoarseBlock): boolean {
    let curve = this.curves.get(block.tag);
    if (curve === undefined) this.curves.set(block.tag, (curve = new Curve()));
    return curve.accept(block);
  }

  values(tag: string): readonly number[] | null {
    return this.curves.get(this.names.indexOf(tag))?.values ?? null;
  }
}

class Curve {
  readonly values: number[] = [];
  /** The place of each value in its series. */
  private readonly indices: number[] = [];

  accept(block: ScalarBlock | CoarseBlock): boolean {
    const { kind, first, values } = block;
    if (kind === 'coarse') {
      this.cut(first);
      values.forEach((value, i) => this.push(value, block.indices[i]!));
      return true;
    }
    if (block.superseded) this.cut(first);
    const next = (this.indices.at(-1) ?? -1) + 1;
    if (first > next) return false;
    values.forEach((value, i) => {
      if (first + i >= next) this.push(value, first + i);
    });
    return true;
  }

  /** Forgets what stands at a place or behind it. */
  private cut(first: number): void {
    while (this.indices.length > 0 && this.indices.at(-1)! >= first) {
      this.indices.pop();
      this.values.pop();
    }
  }

  private push(value: number, index: number): void {
    this.values.push(value);
    this.indices.push(index);
  }
}
