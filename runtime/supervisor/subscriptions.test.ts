import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { decodeFrame, type Block, type MeanBlock } from '../protocol/frames';
import type { Run } from '../protocol/runs';
import { SeriesDesk } from '../series/desk';
import type { FromDesk } from '../series/desk-messages';
import { BLOCK_POINTS } from '../series/reader';
import type { FrameSink } from './series-thread';
import { Subscriptions, type SeriesSource } from './subscriptions';

/** A socket that takes frames into its buffer and lets them go only when it is told to. */
class SlowSocket {
  readonly OPEN = 1;
  readonly readyState = 1;
  readonly taken: Exclude<Block, MeanBlock>[] = [];
  /** Blocks of whichever kind. */
  readonly answers: Block[] = [];
  held = 0;
  highest = 0;
  closedWith = 0;
  private readonly waiting: { readonly bytes: number; readonly done: () => void }[] = [];
  private listener: () => void = () => undefined;

  send(frame: Uint8Array, done: () => void = () => undefined): void {
    for (const block of decodeFrame(frame)) {
      this.answers.push(block);
      if (block.kind !== 'mean') this.taken.push(block);
    }
    this.held += frame.length;
    this.highest = Math.max(this.highest, this.held);
    this.waiting.push({ bytes: frame.length, done });
    this.listener();
  }

  close(code: number): void {
    this.closedWith = code;
  }

  /** Lets everything go that waits. */
  drain(): void {
    for (const { bytes, done } of this.waiting.splice(0)) {
      this.held -= bytes;
      done();
    }
  }

  /** Resolves after the next frame has been taken. */
  nextFrame(): Promise<void> {
    return new Promise((resolve) => {
      this.listener = resolve;
    });
  }

  /** Takes and lets go until something holds. */
  async until(wanted: () => boolean): Promise<void> {
    while (!wanted()) {
      await this.nextFrame();
      this.drain();
    }
  }
}

/** The series thread without the thread. */
class LocalSeries implements SeriesSource {
  readonly desk = new SeriesDesk((message) => {
    this.hear(message);
  });
  private readonly answers = new Map<number, (message: FromDesk) => void>();
  private sink: FrameSink | null = null;
  private requests = 0;
  private tags = 0;

  join(sink: FrameSink): number {
    this.sink = sink;
    return 1;
  }
  leave(client: number): void {
    this.desk.hear({ kind: 'leave', client });
  }
  pull(client: number): void {
    this.desk.hear({ kind: 'pull', client });
  }
  unsubscribe(client: number, subscription: number): void {
    this.desk.hear({ kind: 'unsubscribe', client, subscription });
  }
  summarySteps(): Promise<never> {
    throw new Error('nobody asks');
  }
  readSummaries(): Promise<never> {
    throw new Error('nobody asks');
  }
  async subscribe(client: number, subscription: number, _run: Run, reduced: boolean) {
    const message = await this.ask((request) => {
      this.desk.hear({
        kind: 'subscribe',
        request,
        client,
        subscription,
        reduced,
        key: 'run',
        folder: 'nowhere',
      });
    });
    return message.kind === 'subscribed' ? message.tags : [];
  }
  view(client: number, question: Parameters<SeriesSource['view']>[1]) {
    return this.frame((request) => {
      this.desk.hear({ kind: 'view', request, client, question });
    });
  }
  mean(client: number, question: Parameters<SeriesSource['mean']>[1]) {
    return this.frame((request) => {
      this.desk.hear({ kind: 'mean', request, client, question });
    });
  }
  private async frame(ask: (request: number) => void) {
    const message = await this.ask(ask);
    if (message.kind === 'refused') throw new Error(message.reason);
    return message.kind === 'viewed' ? message.frame : new Uint8Array(0);
  }

  begin(): void {
    this.desk.hear({ kind: 'begin', key: 'run', folder: 'nowhere', tags: [] });
  }

  /** Logs steps `[first, end)` of a tag, with the step as the value. */
  log(tag: string | number, first: number, end: number): void {
    const index = typeof tag === 'number' ? tag : this.tags++;
    const steps = Float64Array.from({ length: end - first }, (_, i) => first + i);
    const rows = {
      kind: 'rows' as const,
      newTags: typeof tag === 'number' ? [] : [tag],
      tags: new Uint32Array(steps.length).fill(index),
      steps,
      wallTimes: steps,
      values: Float32Array.from(steps),
    };
    this.desk.hear({ kind: 'rows', key: 'run', rows });
  }

  private ask(post: (request: number) => void): Promise<FromDesk> {
    return new Promise((resolve) => {
      this.answers.set(++this.requests, resolve);
      post(this.requests);
    });
  }

  private hear(message: FromDesk): void {
    if (message.kind === 'frames') this.sink?.take(message);
    else if ('request' in message) this.answers.get(message.request)?.(message);
  }
}

const RUN = {} as Run;
const POINTS = 20 * BLOCK_POINTS;

function setUp(
  tellTags: (subscription: number, tags: readonly string[]) => void = () => undefined,
) {
  const series = new LocalSeries();
  const socket = new SlowSocket();
  const subscriptions = new Subscriptions(socket as unknown as WebSocket, series, {
    tags: tellTags,
    summaries: () => undefined,
  });
  series.begin();
  return { series, socket, subscriptions };
}

describe('the frames of a socket', () => {
  it('wait in the series, not in memory, while the client is slow; none is lost or repeated', async () => {
    const { series, socket, subscriptions } = setUp();
    series.log('a', 0, POINTS);
    expect(await subscriptions.add(1, RUN, false)).toEqual(['a']);
    let points = 0;
    while (points < POINTS + 5) {
      await socket.nextFrame();
      if (socket.taken.length === 2) series.log(0, POINTS, POINTS + 5);
      points = socket.taken.reduce((sum, block) => sum + block.steps.length, 0);
      socket.drain();
    }
    expect(socket.highest).toBeLessThan(2e6);
    let next = 0;
    for (const block of socket.taken) {
      expect(block).toMatchObject({ kind: 'scalars', first: next });
      expect(block.steps[0]).toBe(next);
      next += block.steps.length;
    }
    expect(next).toBe(POINTS + 5);
    subscriptions.close();
  });

  it('come in turn where there are many, never more at once than a slow client can hold', async () => {
    const { series, socket, subscriptions } = setUp();
    series.log('a', 0, BLOCK_POINTS);
    for (let subscription = 0; subscription < 30; subscription++)
      await subscriptions.add(subscription, RUN, false);
    const served = (): number =>
      new Set(socket.taken.filter(({ steps }) => steps.length > 0).map((b) => b.subscription)).size;
    await socket.until(() => served() === 30);
    expect(socket.highest).toBeLessThan(8e6);
    subscriptions.close();
  });

  it('come after their tags have been told', async () => {
    const told: string[] = [];
    const { series, socket, subscriptions } = setUp((subscription, tags) => {
      expect(subscription).toBe(9);
      expect(socket.taken.some((block) => block.tag > 0)).toBe(false);
      told.push(...tags);
    });
    series.log('a', 0, 1);
    expect(await subscriptions.add(9, RUN, false)).toEqual(['a']);
    await socket.nextFrame();
    socket.drain();
    series.log('b', 0, 2);
    series.log('c', 0, 3);
    await socket.until(() => socket.taken.length === 3);
    expect(told).toEqual(['b', 'c']);
    expect(socket.taken.map((block) => [block.tag, block.steps.length])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    subscriptions.close();
  });

  it('of a long series are a coarse copy where the client wants that, and at full zoom every point', async () => {
    const { series, socket, subscriptions } = setUp();
    series.log('a', 0, 100_000);
    await subscriptions.add(1, RUN, true);
    await socket.until(() => socket.taken.length > 0);
    const [coarse] = socket.taken;
    expect(coarse).toMatchObject({ kind: 'coarse', first: 0, total: 100_000 });
    expect(coarse!.steps.length).toBeLessThan(10_000);
    const x = { kind: 'step' } as const;
    const asked = { subscription: 1, tag: 0, x, log: false, columns: 500, smoothing: null };
    await subscriptions.view({ ...asked, query: 1, from: 40_000, to: 42_000 });
    const view = socket.taken.at(-1)!;
    expect(view).toMatchObject({ kind: 'view', query: 1, start: 40_000, end: 42_001 });
    expect([...view.steps]).toEqual(Array.from({ length: 2003 }, (_, i) => 39_999 + i));
    await subscriptions.view({ ...asked, query: 2, from: null, to: null });
    expect(socket.taken.at(-1)!.steps.length).toBeLessThanOrEqual(4 * 500);
    subscriptions.close();
  });

  it('are joined with another metric, or taken together as a mean, over every point', async () => {
    const { series, socket, subscriptions } = setUp();
    series.log('a', 0, 30_000);
    series.log('b', 10_000, 40_000);
    await subscriptions.add(1, RUN, true);
    await socket.until(() => socket.taken.length > 1);
    const range = { from: null, to: null, columns: 100, log: false, smoothing: null };
    const x = { kind: 'metric', tag: 1 } as const;
    await subscriptions.view({ subscription: 1, tag: 0, x, query: 3, ...range });
    const view = socket.answers.at(-1)!;
    expect(view).toMatchObject({ kind: 'view', query: 3, total: 30_000, placed: 20_000 });
    const step = { kind: 'step' } as const;
    const members = [0, 1].map((tag) => ({ subscription: 1, tag, x: step }));
    await subscriptions.mean({ members, spread: 'range', query: 4, ...range });
    expect(socket.answers.at(-1)).toMatchObject({ kind: 'mean', query: 4, end: 40_000 });
    const stranger = { subscription: 1, tag: 7, x: step };
    await expect(
      subscriptions.mean({ members: [stranger], spread: 'sd', query: 5, ...range }),
    ).rejects.toThrow('The subscription 1 has no series 7.');
    subscriptions.close();
  });

  it('are refused in a sentence for a series that there is not', async () => {
    const { subscriptions } = setUp();
    const question = { subscription: 5, tag: 0, query: 1, from: null, to: null, columns: 10 };
    await expect(
      subscriptions.view({ ...question, x: { kind: 'step' }, log: false, smoothing: null }),
    ).rejects.toThrow('The subscription 5 has no series 0.');
    subscriptions.close();
  });

  it('say that a run began again, with all that its trainer logs from there on', async () => {
    const { series, socket, subscriptions } = setUp();
    series.log('a', 0, 100);
    await subscriptions.add(1, RUN, false);
    await socket.until(() => socket.taken.length > 0);
    series.desk.hear({ kind: 'ended', key: 'run' });
    series.desk.hear({ kind: 'begin', key: 'run', folder: 'nowhere', tags: ['a'] });
    series.log(0, 60, 70);
    await socket.until(() => socket.taken.length > 1);
    expect(socket.taken[1]).toMatchObject({ first: 60, superseded: true, total: 70 });
    expect([...socket.taken[1]!.steps]).toEqual([60, 61, 62, 63, 64, 65, 66, 67, 68, 69]);
    subscriptions.close();
  });

  it('end, and the client is told to come again, when the series thread has fallen', () => {
    const { socket, subscriptions } = setUp();
    subscriptions.lost();
    expect(socket.closedWith).toBe(1012);
  });
});
