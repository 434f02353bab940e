import type { AnswerBlock } from '../../runtime/protocol/frames';
import type { RangeAsked } from '../session/feed';

/** The same is asked at most this often: a curve that grows is drawn coarsely in between. */
const ASK_MS = 100;
/** What took long to answer is asked less often: the supervisor has the rest of the time for others. */
const REST = 3;

interface Answer<A> {
  readonly key: string;
  readonly block: A;
  readonly revision: number;
  /** How much there was when it was asked. */
  readonly size: number;
}

/** What questions are about. */
export interface Subject {
  /** Rises when points that were there have changed. */
  revision(): number;
  /** Points that there are. */
  size(): number;
  /** It is to be drawn again. */
  touch(): void;
}

/**
 * What the supervisor has said about ranges of something long: the range that is on screen, and the whole of it, out of
 * which a zoom is drawn at once. One question at a time; of those that come meanwhile only the last counts.
 */
export class Refinement<A extends AnswerBlock, Q extends RangeAsked> {
  private detail: Answer<A> | null = null;
  private overview: Answer<A> | null = null;
  private asking = false;
  /** It has been told when to ask again. */
  private waiting = false;
  private askNext = -Infinity;

  constructor(
    private readonly subject: Subject,
    private readonly ask: (question: Q) => Promise<A>,
    private readonly now: () => number,
    /** Called when there is a better answer, and (after as many milliseconds) when it is time to ask again. */
    private readonly changed: (after: number) => void,
    /** Whether more points than there were can have changed an answer. */
    private readonly isOutgrown: (answer: A) => boolean,
  ) {}

  /**
   * The best answer that is there: the one to this question, else that about the whole; null where there is none that
   * looks alike. Asks where what is there could be better.
   */
  best(question: Q): A | null {
    const key = JSON.stringify(question);
    const { detail, subject } = this;
    const fits = detail?.key === key && detail.revision === subject.revision();
    if (!fits || (subject.size() > detail.size && this.isOutgrown(detail.block)))
      this.request(key, question);
    if (fits) return detail.block;
    const { overview } = this;
    const isAlike =
      overview !== null &&
      overview.revision === subject.revision() &&
      overview.key === lookOf(question);
    return isAlike ? overview.block : null;
  }

  /** The last answer about the range on screen. */
  get shown(): A | null {
    return this.detail?.block ?? null;
  }

  private request(key: string, question: Q): void {
    if (this.asking) return;
    const begun = this.now();
    if (this.askNext > begun) {
      if (!this.waiting) this.changed(this.askNext - begun);
      this.waiting = true;
      return;
    }
    this.waiting = false;
    this.asking = true;
    const [revision, size] = [this.subject.revision(), this.subject.size()];
    const rest = (): void => {
      this.asking = false;
      const ended = this.now();
      this.askNext = Math.max(begun + ASK_MS, ended + REST * (ended - begun));
    };
    this.ask(question).then((block) => {
      rest();
      this.detail = { key, block, revision, size };
      if (block.start === 0 && block.end === block.placed)
        this.overview = { key: lookOf(question), block, revision, size };
      this.subject.touch();
      this.changed(0);
    }, rest);
  }
}

/** What of a question does not decide what a zoom into its answer looks like. */
const RANGE = new Set(['from', 'to', 'columns']);

const lookOf = (question: object): string =>
  JSON.stringify(Object.entries(question).filter(([name]) => !RANGE.has(name)));
