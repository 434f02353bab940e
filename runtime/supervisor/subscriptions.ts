import type { WebSocket } from 'ws';
import type {
  MeanParams,
  ReadSummariesParams,
  SummaryTagRef,
  ViewParams,
} from '../protocol/messages';
import type { Run } from '../protocol/runs';
import type { FoundSummaries, StepsAnswer, SummariesAnswer } from '../series/desk-messages';
import type { FrameSink, SeriesThread } from './series-thread';

/** Close code of WebSockets: the client is to connect again. */
const TRY_AGAIN = 1012;

/** Where news of a subscription go that are no frames. */
export interface Teller {
  tags(subscription: number, tags: readonly string[]): void;
  summaries(found: FoundSummaries): void;
}

/** What of the series thread a socket needs. */
export type SeriesSource = Pick<
  SeriesThread,
  | 'join'
  | 'leave'
  | 'pull'
  | 'subscribe'
  | 'unsubscribe'
  | 'view'
  | 'mean'
  | 'summarySteps'
  | 'readSummaries'
>;

/** The metric frames of one socket: asks the series thread for more whenever the socket has let go of the last. */
export class Subscriptions implements FrameSink {
  private readonly number: number;
  private joined = false;
  /** Frames that the socket still holds. */
  private waiting = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly source: SeriesSource,
    private readonly tell: Teller,
  ) {
    this.number = source.join(this);
  }

  /** Resolves with the tags known so far; frames come after the turn in which the caller answers with them. */
  add(subscription: number, run: Run, reduced: boolean): Promise<readonly string[]> {
    if (!this.joined) this.source.pull(this.number);
    this.joined = true;
    return this.source.subscribe(this.number, subscription, run, reduced);
  }

  remove(subscription: number): void {
    this.source.unsubscribe(this.number, subscription);
  }

  /** Sends a view of a range; resolves when it is on its way. */
  async view(question: ViewParams): Promise<void> {
    this.send(await this.source.view(this.number, question));
  }

  /** Sends the mean of several series over a range; resolves when it is on its way. */
  async mean(question: MeanParams): Promise<void> {
    this.send(await this.source.mean(this.number, question));
  }

  summarySteps(of: SummaryTagRef): Promise<StepsAnswer> {
    return this.source.summarySteps(this.number, of);
  }

  readSummaries(of: ReadSummariesParams): Promise<SummariesAnswer> {
    return this.source.readSummaries(this.number, of);
  }

  close(): void {
    this.source.leave(this.number);
  }

  take({ newTags, frames }: Parameters<FrameSink['take']>[0]): void {
    setImmediate(() => {
      if (!this.isOpen) return;
      for (const { subscription, tags } of newTags) this.tell.tags(subscription, tags);
      this.waiting = frames.length;
      for (const frame of frames)
        this.socket.send(frame, () => {
          this.waiting--;
          this.askForMore();
        });
      this.askForMore();
    });
  }

  found({ subscription, tags }: FoundSummaries): void {
    if (this.isOpen) this.tell.summaries({ subscription, tags });
  }

  lost(): void {
    this.socket.close(TRY_AGAIN, 'the curves are read again');
  }

  private get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  private send(frame: Uint8Array): void {
    if (this.isOpen) this.socket.send(frame);
  }

  private askForMore(): void {
    if (this.waiting === 0 && this.isOpen) this.source.pull(this.number);
  }
}
