import type { SupervisorConnection } from '../protocol/client';
import { decodeFrame } from '../protocol/frames';
import {
  RunChanged,
  StartRuns,
  StopRun,
  SubscribeSeries,
  TagsAdded,
  UnsubscribeSeries,
  WatchStore,
  type StartParams,
} from '../protocol/messages';
import { isEnded, type Run } from '../protocol/runs';
import { InputError } from './failure';
import { StepGatherer, type StepValues } from './step-gatherer';

/** Told what happens to runs, in order. */
export interface RunListener {
  changed(run: Run): void;
  /** Every scalar of a logged step, once, with steps in order. */
  metrics(run: Run, ...values: StepValues): void;
  /** After the last of its metrics. */
  ended(run: Run): void;
}

/** A promise with its resolution in other hands. */
interface Signal {
  readonly given: Promise<void>;
  readonly give: () => void;
}
const signal = (): Signal => {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give };
};

interface Followed {
  run: Run;
  readonly gatherer: StepGatherer;
  readonly ended: Signal;
  subscription: number;
  /** Given when the subscription has sent all that there was when it began. */
  historyRead: Signal;
}

type Start = (connection: SupervisorConnection) => Promise<readonly Run[]>;

/** Starts runs through the supervisor and follows them to their ends. */
export class RunFollower {
  readonly #connection: SupervisorConnection;
  readonly #listener: RunListener;
  /** By the run's id. */
  readonly #followed = new Map<string, Followed>();
  readonly #bySubscription = new Map<number, Followed>();
  /** The last state of every run of the store: it may be told before we know that the run is ours. */
  readonly #latest = new Map<string, Run>();
  #subscriptions = 0;

  constructor(connection: SupervisorConnection, listener: RunListener) {
    this.#connection = connection;
    this.#listener = listener;
    connection.rpc.onNotification(RunChanged, (run) => this.#changed(run));
    connection.rpc.onNotification(TagsAdded, ({ subscription, tags }) => {
      this.#bySubscription.get(subscription)?.gatherer.addTags(tags);
    });
    connection.onFrame((frame) => this.#take(frame));
  }

  /** Resolves with the runs as they ended. Throws an InputError when they cannot be started or are lost. */
  follow(params: StartParams): Promise<Run[]> {
    return this.followStarted(params.store, ({ rpc }) => rpc.sendRequest(StartRuns, params));
  }

  /** The same for runs of a store that `start` starts in another way. */
  async followStarted(store: string, start: Start): Promise<Run[]> {
    const lost = new Promise<never>((_, reject) => {
      this.#connection.onClose(() => {
        const { logFile } = this.#connection.info;
        reject(new InputError(`Optiscope's runtime ended unexpectedly; its log is ${logFile}.`));
      });
    });
    return Promise.race([this.#followAll(store, start), lost]);
  }

  /** Ends all runs that still go on; resolves when they have ended. */
  async stop(): Promise<void> {
    const going = [...this.#followed.values()].filter(({ run }) => !isEnded(run.status));
    await Promise.all(
      going.map(({ run: { store, id } }) =>
        this.#connection.rpc.sendRequest(StopRun, { store, run: id }),
      ),
    );
  }

  async #followAll(store: string, start: Start): Promise<Run[]> {
    const { rpc } = this.#connection;
    await rpc.sendRequest(WatchStore, { store });
    const runs = await start(this.#connection).catch((error: unknown) => {
      throw new InputError((error as Error).message);
    });
    for (const run of runs) this.#adopt(run);
    return Promise.all([...this.#followed.values()].map((followed) => this.#followOne(followed)));
  }

  #adopt(run: Run): void {
    this.#followed.set(run.id, {
      run,
      gatherer: new StepGatherer(),
      ended: signal(),
      subscription: 0,
      historyRead: signal(),
    });
    this.#changed(this.#latest.get(run.id) ?? run);
  }

  async #followOne(followed: Followed): Promise<Run> {
    await this.#subscribe(followed);
    await followed.ended.given;
    await this.#readOnceMore(followed);
    this.#tell(followed, followed.gatherer.rest());
    this.#listener.ended(followed.run);
    return followed.run;
  }

  async #subscribe(followed: Followed): Promise<void> {
    const subscription = ++this.#subscriptions;
    followed.subscription = subscription;
    followed.historyRead = signal();
    this.#bySubscription.set(subscription, followed);
    const { store, id } = followed.run;
    const { rpc } = this.#connection;
    const { tags } = await rpc.sendRequest(SubscribeSeries, {
      store,
      run: id,
      subscription,
      reduced: false,
    });
    followed.gatherer.nameTags(tags);
  }

  /** The end may be told before the last points are: a new subscription says when it has sent them all. */
  async #readOnceMore(followed: Followed): Promise<void> {
    const { subscription } = followed;
    this.#bySubscription.delete(subscription);
    await this.#connection.rpc.sendRequest(UnsubscribeSeries, { subscription });
    await this.#subscribe(followed);
    await followed.historyRead.given;
  }

  #changed(run: Run): void {
    this.#latest.set(run.id, run);
    const followed = this.#followed.get(run.id);
    if (!followed || isEnded(followed.run.status)) return;
    followed.run = run;
    this.#listener.changed(run);
    if (isEnded(run.status)) followed.ended.give();
  }

  #take(frame: Uint8Array): void {
    for (const block of decodeFrame(frame)) {
      if (block.kind !== 'scalars') continue;
      const followed = this.#bySubscription.get(block.subscription);
      if (!followed) continue;
      followed.gatherer.take(block);
      if (block.historyComplete) followed.historyRead.give();
    }
    for (const followed of this.#followed.values()) {
      // Frames may overtake the message that says what the run is; they wait for it.
      if (followed.run.resolved) this.#tell(followed, followed.gatherer.complete());
    }
  }

  #tell({ run }: Followed, rows: readonly StepValues[]): void {
    for (const row of rows) this.#listener.metrics(run, ...row);
  }
}
