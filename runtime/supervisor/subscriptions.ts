import type { WebSocket } from 'ws';
import { encodeFrame } from '../protocol/frames';
import { SeriesReader } from '../series/reader';
import type { RunSeries } from '../series/series';

/** Live points are gathered for about as long as a screen takes to draw. */
const GATHER_MS = 16;
/** While this much waits in a socket, nothing more is put into it. */
const HIGH_WATER_BYTES = 4 * 1024 * 1024;

interface Subscription {
  readonly reader: SeriesReader;
  readonly series: RunSeries;
  readonly stopListening: () => void;
  toldTags: number;
}

export type TellTags = (subscription: number, tags: readonly string[]) => void;

/**
 * The metric frames of one socket. Each subscription remembers how far its series has been sent, so that a slow
 * client costs no memory and misses nothing: what it has not taken yet stays where it is.
 */
export class Subscriptions {
  private readonly byNumber = new Map<number, Subscription>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly socket: WebSocket,
    private readonly tellTags: TellTags,
  ) {}

  /** Begins to send a series after the current turn, in which the caller answers with the returned tags. */
  add(subscription: number, series: RunSeries): readonly string[] {
    this.remove(subscription);
    const tags = [...series.tags];
    this.byNumber.set(subscription, {
      reader: new SeriesReader(series, subscription),
      series,
      stopListening: series.onAppend(() => {
        this.schedule(GATHER_MS);
      }),
      toldTags: tags.length,
    });
    setImmediate(() => {
      this.send();
    });
    return tags;
  }

  remove(subscription: number): void {
    this.byNumber.get(subscription)?.stopListening();
    this.byNumber.delete(subscription);
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    for (const subscription of [...this.byNumber.keys()]) this.remove(subscription);
  }

  private schedule(milliseconds: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.send();
    }, milliseconds);
  }

  /** Sends one frame of each subscription; as long as there was something, goes on when the socket has taken it. */
  private send(): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    for (const [number, subscription] of this.byNumber) {
      if (this.socket.bufferedAmount > HIGH_WATER_BYTES) break;
      this.announceTags(number, subscription);
      const blocks = subscription.reader.next();
      if (blocks.length === 0) continue;
      this.socket.send(encodeFrame(blocks), () => {
        this.schedule(0);
      });
    }
  }

  private announceTags(number: number, subscription: Subscription): void {
    const { tags } = subscription.series;
    if (tags.length === subscription.toldTags) return;
    this.tellTags(number, tags.slice(subscription.toldTags));
    subscription.toldTags = tags.length;
  }
}
