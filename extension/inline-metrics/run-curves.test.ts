import { beforeEach, describe, expect, it } from 'vitest';
import { encodeFrame, type Block } from '../../runtime/protocol/frames';
import { SubscribeSeries, TagsAdded, UnsubscribeSeries } from '../../runtime/protocol/messages';
import { RunCurves, type CurveConnection } from './run-curves';

interface Sent {
  readonly method: string;
  readonly params: { readonly subscription: number; readonly run?: string };
  readonly answer: (value: unknown) => void;
}

/** The supervisor's side of a connection. */
class FakeConnection {
  readonly sent: Sent[] = [];
  private readonly handlers = new Map<string, (params: unknown) => void>();
  private readonly frameListeners: ((frame: Uint8Array) => void)[] = [];

  readonly connection = {
    onFrame: (listener: (frame: Uint8Array) => void) => {
      this.frameListeners.push(listener);
      return { dispose: () => undefined };
    },
    rpc: {
      sendRequest: ({ method }: { method: string }, params: Sent['params']) =>
        new Promise((answer) => this.sent.push({ method, params, answer })),
      onNotification: ({ method }: { method: string }, handler: (params: unknown) => void) => {
        this.handlers.set(method, handler);
        return { dispose: () => undefined };
      },
    },
  } as unknown as CurveConnection;

  /** The numbers of the subscriptions that are asked for now. */
  get subscribed(): number[] {
    const of = (type: { readonly method: string }): number[] =>
      this.sent
        .filter(({ method }) => method === type.method)
        .map(({ params }) => params.subscription);
    return of(SubscribeSeries).filter((each) => !of(UnsubscribeSeries).includes(each));
  }

  async name(subscription: number, tags: readonly string[]): Promise<void> {
    this.sent
      .find(
        ({ method, params }) =>
          method === SubscribeSeries.method && params.subscription === subscription,
      )!
      .answer({ tags });
    await Promise.resolve();
  }

  tell(type: { readonly method: string }, params: unknown): void {
    this.handlers.get(type.method)!(params);
  }

  frame(...blocks: Block[]): void {
    for (const listener of this.frameListeners) listener(encodeFrame(blocks));
  }
}

const points = (values: readonly number[]) => ({
  steps: Float64Array.from(values),
  wallTimes: Float64Array.from(values),
  values: Float32Array.from(values),
});

const whole = (
  subscription: number,
  tag: number,
  first: number,
  values: readonly number[],
  superseded = false,
): Block => ({
  kind: 'scalars',
  subscription,
  tag,
  first,
  total: first + values.length,
  historyComplete: false,
  superseded,
  ...points(values),
});

const coarse = (first: number, indices: readonly number[], values: readonly number[]): Block => ({
  kind: 'coarse',
  subscription: 1,
  tag: 0,
  first,
  total: indices.at(-1)! + 1,
  historyComplete: false,
  indices: Uint32Array.from(indices),
  ...points(values),
});

describe('the curves of runs', () => {
  const a = { store: '/s', run: 'a' };
  const b = { store: '/s', run: 'b' };
  let supervisor: FakeConnection;
  let changes: number;
  let curves: RunCurves;

  beforeEach(() => {
    supervisor = new FakeConnection();
    changes = 0;
    curves = new RunCurves(() => changes++);
    curves.connect(supervisor.connection);
  });

  it('grow as the supervisor tells them, whenever their names come', async () => {
    curves.want([a]);
    supervisor.frame(whole(1, 0, 0, [1, 2]), whole(1, 1, 0, [5]));
    expect(curves.values(a, 'loss')).toBeNull();
    await supervisor.name(1, ['loss']);
    expect(curves.values(a, 'loss')).toEqual([1, 2]);
    supervisor.tell(TagsAdded, { subscription: 1, tags: ['lr'] });
    expect(curves.values(a, 'lr')).toEqual([5]);
    const before = changes;
    supervisor.frame(whole(1, 0, 1, [2, 3]));
    expect(curves.values(a, 'loss')).toEqual([1, 2, 3]);
    expect(changes).toBeGreaterThan(before);
    expect(curves.values(b, 'loss')).toBeNull();
  });

  it('give way to an outline, and to what takes the place of their end', async () => {
    curves.want([a]);
    await supervisor.name(1, ['loss']);
    supervisor.frame(whole(1, 0, 0, [1, 2, 3, 4]), whole(1, 0, 2, [7], true));
    expect(curves.values(a, 'loss')).toEqual([1, 2, 7]);
    supervisor.frame(coarse(0, [0, 9], [1, 9]));
    supervisor.frame(coarse(9, [11, 19], [11, 19]));
    expect(curves.values(a, 'loss')).toEqual([1, 11, 19]);
  });

  it('are asked for anew where something is missing', async () => {
    curves.want([a]);
    await supervisor.name(1, ['loss']);
    supervisor.frame(whole(1, 0, 5, [1]));
    expect(supervisor.subscribed).toEqual([2]);
    supervisor.frame(whole(1, 0, 0, [8]), whole(2, 0, 0, [1]));
    await supervisor.name(2, ['loss']);
    expect(curves.values(a, 'loss')).toEqual([1]);
  });

  it('are let go of when they are wanted no more, and asked for again by a new connection', () => {
    curves.want([a, b]);
    curves.want([b]);
    expect(supervisor.subscribed).toEqual([2]);
    const next = new FakeConnection();
    curves.connect(next.connection);
    expect(next.sent.map(({ params }) => params.run)).toEqual(['b']);
    supervisor.frame(whole(3, 0, 0, [1]));
    expect(curves.values(b, 'loss')).toBeNull();
  });

  it('are asked for once there is a connection', () => {
    const early = new RunCurves(() => undefined);
    early.want([a]);
    early.connect(supervisor.connection);
    expect(supervisor.sent.map(({ params }) => params.run)).toEqual(['a']);
  });
});
