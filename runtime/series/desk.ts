import { encodeFrame, type Block } from '../protocol/frames';
import type { MeanParams, SeriesRef, ViewParams } from '../protocol/messages';
import type { Smoothing } from '../protocol/smoothing';
import { ColumnCurves, type PlacedCurve } from './curves';
import type { FromDesk, RunPlace, StepsAnswer, SummariesAnswer, ToDesk } from './desk-messages';
import { meanViewOf } from './mean-view';
import { SeriesReader, BLOCK_POINTS } from './reader';
import type { RunSeries } from './series';
import { StoredSeries } from './stored-series';
import { SummaryDesk } from './summary-desk';
import { viewOf } from './view';

/** Live points are gathered for about as long as a screen takes to draw. */
const GATHER_MS = 16;
/** Points kept in memory for runs that have ended and that nobody is subscribed to: about 200 MB. */
const KEPT_POINTS = 10_000_000;

interface Subscription {
  readonly series: RunSeries;
  readonly reader: SeriesReader;
  toldTags: number;
}

type DeskAnswer =
  | ({ readonly kind: 'summary-steps' } & StepsAnswer)
  | ({ readonly kind: 'summaries-read' } & SummariesAnswer);

/** A socket, as far as series concern it. */
interface Client {
  readonly subscriptions: Map<number, Subscription>;
  /** Its socket has room, and has not been sent anything since it said so. */
  pulls: boolean;
  timer: NodeJS.Timeout | null;
  sentAt: number;
}

/**
 * All series, away from the thread of the sockets: reads event files, takes rows, answers questions and makes up
 * frames. A client gets frames when it asks, so that one that is slow costs no memory and misses nothing: what it has
 * not taken yet stays where it is.
 */
export class SeriesDesk {
  /** In the order of their last use. */
  private readonly runs = new Map<string, StoredSeries>();
  private readonly clients = new Map<number, Client>();
  private readonly curves = new WeakMap<RunSeries, ColumnCurves[]>();
  private readonly summaries = new SummaryDesk(
    (client, found) => this.post({ kind: 'summaries', client, ...found }),
    (key, text) => this.post({ kind: 'problem', key, text, instead: null }),
  );
  private refreshing: Promise<unknown> | null = null;

  constructor(private readonly post: (message: FromDesk) => void) {}

  hear(message: ToDesk): void {
    switch (message.kind) {
      case 'begin':
        this.open(message).begin(message.tags);
        break;
      case 'rows':
        this.runs.get(message.key)?.append(message.rows);
        break;
      case 'ended':
        this.runs.get(message.key)?.end();
        this.trim();
        break;
      case 'subscribe':
        this.subscribe(message);
        break;
      case 'unsubscribe':
        this.unsubscribe(this.client(message.client), message.subscription);
        this.summaries.unsubscribe(message.client, message.subscription);
        this.trim();
        break;
      case 'pull':
        this.client(message.client).pulls = true;
        this.schedule(message.client);
        break;
      case 'view':
        this.answer(message.request, () => this.view(message.client, message.question));
        break;
      case 'mean':
        this.answer(message.request, () => this.mean(message.client, message.question));
        break;
      case 'summary-steps':
        void this.answerLater(message.request, () => ({
          kind: 'summary-steps',
          ...this.summaries.steps(message.client, message.of),
        }));
        break;
      case 'read-summaries':
        void this.answerLater(message.request, async () => ({
          kind: 'summaries-read',
          ...(await this.summaries.read(message.client, message.of)),
        }));
        break;
      case 'leave':
        this.leave(message.client);
        this.trim();
        break;
      case 'refresh':
        this.refresh();
        break;
    }
  }

  private open({ key, folder, table }: RunPlace): StoredSeries {
    const known = this.runs.get(key);
    const run =
      known ??
      new StoredSeries(
        folder,
        {
          log: (text) => this.post({ kind: 'log', text }),
          problem: (text, instead) => this.post({ kind: 'problem', key, text, instead }),
        },
        table,
      );
    this.runs.delete(key);
    this.runs.set(key, run);
    return run;
  }

  private client(number: number): Client {
    const known = this.clients.get(number);
    if (known !== undefined) return known;
    const client: Client = { subscriptions: new Map(), pulls: false, timer: null, sentAt: 0 };
    this.clients.set(number, client);
    return client;
  }

  private subscribe(message: Extract<ToDesk, { kind: 'subscribe' }>): void {
    const run = this.open(message);
    const { series } = run;
    const client = this.client(message.client);
    this.unsubscribe(client, message.subscription);
    // Begun before the reader is, so that what the files hold counts as history.
    const reading = run.readMore();
    const reader = new SeriesReader(series, message.subscription, message.reduced, () =>
      this.schedule(message.client),
    );
    const tags = [...series.tags];
    client.subscriptions.set(message.subscription, { series, reader, toldTags: tags.length });
    this.post({ kind: 'subscribed', request: message.request, tags });
    // A table holds numbers only; event files beside it are another run's.
    if (message.table === undefined)
      this.summaries.subscribe(message.client, message.subscription, message, reading);
    this.schedule(message.client);
  }

  private unsubscribe(client: Client, subscription: number): void {
    client.subscriptions.get(subscription)?.reader.close();
    client.subscriptions.delete(subscription);
  }

  private leave(number: number): void {
    const client = this.client(number);
    if (client.timer !== null) clearTimeout(client.timer);
    for (const [subscription, { reader }] of client.subscriptions) {
      reader.close();
      this.summaries.unsubscribe(number, subscription);
    }
    this.clients.delete(number);
  }

  /** What cannot be answered is refused, in a sentence. */
  private answer(request: number, make: () => Block): void {
    try {
      this.post({ kind: 'viewed', request, frame: encodeFrame([make()]) });
    } catch (error) {
      this.post({ kind: 'refused', request, reason: (error as Error).message });
    }
  }

  private view(client: number, question: ViewParams): Block {
    const { subscription, tag, query, smoothing } = question;
    const { series, curve } = this.curve(client, question, smoothing);
    const view = viewOf(curve, question, series.columns[tag]!.length);
    return { kind: 'view', subscription, tag, query, ...view };
  }

  private mean(client: number, question: MeanParams): Block {
    const { members, query, smoothing } = question;
    const curves = members.map((member) => this.curve(client, member, smoothing).curve);
    return { kind: 'mean', query, ...meanViewOf(curves, question) };
  }

  private curve(
    client: number,
    { subscription, tag, x }: SeriesRef,
    smoothing: Smoothing | null,
  ): { readonly series: RunSeries; readonly curve: PlacedCurve } {
    const series = this.clients.get(client)?.subscriptions.get(subscription)?.series;
    const of = (index: number): ColumnCurves => {
      const column = series?.columns[index];
      if (series === undefined || column === undefined)
        throw new Error(`The subscription ${subscription} has no series ${index}.`);
      const known = this.curves.get(series) ?? [];
      this.curves.set(series, known);
      return (known[index] ??= new ColumnCurves(column));
    };
    const own = of(tag);
    const other = x.kind === 'metric' ? of(x.tag) : null;
    return { series: series!, curve: own.curve(x, smoothing, other) };
  }

  /** Answers when there is an answer; with a sentence where there is none. */
  private async answerLater(
    request: number,
    answer: () => DeskAnswer | Promise<DeskAnswer>,
  ): Promise<void> {
    try {
      this.post({ request, ...(await answer()) });
    } catch (error) {
      this.post({ kind: 'refused', request, reason: (error as Error).message });
    }
  }

  private schedule(number: number): void {
    const client = this.client(number);
    if (!client.pulls || client.timer !== null) return;
    const wait = Math.max(0, client.sentAt + GATHER_MS - Date.now());
    client.timer = setTimeout(() => {
      client.timer = null;
      this.send(number, client);
    }, wait);
  }

  /** Sends one frame of each subscription that has something new. */
  private send(number: number, client: Client): void {
    const frames: Uint8Array[] = [];
    const newTags: { subscription: number; tags: string[] }[] = [];
    let points = 0;
    for (const [subscription, entry] of client.subscriptions) {
      if (points > BLOCK_POINTS) break;
      const { tags } = entry.series;
      if (tags.length > entry.toldTags)
        newTags.push({ subscription, tags: tags.slice(entry.toldTags) });
      entry.toldTags = tags.length;
      const blocks = entry.reader.next();
      points += blocks.reduce((sum, { steps }) => sum + steps.length, 0);
      if (blocks.length > 0) frames.push(encodeFrame(blocks));
    }
    if (frames.length === 0 && newTags.length === 0) return;
    client.pulls = false;
    // Where more waits, it goes on as soon as the socket can take it.
    client.sentAt = points >= BLOCK_POINTS ? 0 : Date.now();
    this.post({ kind: 'frames', client: number, newTags, frames });
  }

  private refresh(): void {
    const followed = [...this.runs.values()].filter(({ series }) => series.hasListeners);
    const reading = followed.map((run) => run.readMore());
    this.refreshing ??= Promise.all([...reading, this.summaries.refresh()]).finally(() => {
      this.refreshing = null;
    });
  }

  /** Lets go of the longest unused series beyond what is worth its memory. */
  private trim(): void {
    let points = 0;
    for (const { series } of this.runs.values()) points += series.points;
    for (const [key, { series, isLive }] of this.runs) {
      if (points <= KEPT_POINTS) return;
      if (isLive || series.hasListeners) continue;
      points -= series.points;
      this.runs.delete(key);
    }
  }
}
