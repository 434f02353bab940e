import type { ViewBlock } from '../../runtime/protocol/frames';
import type { Question } from '../session/feed';
import type { ScalarSeries } from './scalar-series';

/** A question about a series is asked at most this often: a curve that grows is drawn coarsely in between. */
const ASK_MS = 100;

interface Answer {
  readonly key: string;
  readonly view: ViewBlock;
  readonly revision: number;
}

/**
 * What the supervisor has said about ranges of one long series: the range that is on screen, and the whole of it,
 * out of which a zoom is drawn at once. One question at a time; of those that come meanwhile only the last counts.
 */
export class Refinement {
  private detail: Answer | null = null;
  private overview: Answer | null = null;
  private asking = false;
  /** It has been told when to ask again. */
  private waiting = false;
  private askedAt = -Infinity;

  constructor(
    private readonly series: ScalarSeries,
    private readonly ask: (question: Question) => Promise<ViewBlock>,
    private readonly now: () => number,
    /** Called when there is a better answer, and (after as many milliseconds) when it is time to ask again. */
    private readonly changed: (after: number) => void,
  ) {}

  /**
   * The best answer that is there: the one to this question, else that about the whole series; null where there is
   * none with this smoothing. Asks where what is there could be better.
   */
  best(question: Question): ViewBlock | null {
    const key = JSON.stringify(question);
    const { detail } = this;
    const fits = detail?.key === key && detail.revision === this.series.revision;
    if (!fits || this.isOutgrown(detail.view)) this.request(key, question);
    if (fits) return detail.view;
    const { overview } = this;
    const isAlike =
      overview !== null &&
      overview.revision === this.series.revision &&
      overview.key === smoothingOf(question);
    return isAlike ? overview.view : null;
  }

  /** The last answer about the range on screen. */
  get shown(): ViewBlock | null {
    return this.detail?.view ?? null;
  }

  /** Points have come behind the last one of the answer, which lies in its range. */
  private isOutgrown(view: ViewBlock): boolean {
    return view.end === view.total && this.series.total > view.total;
  }

  private request(key: string, question: Question): void {
    if (this.asking) return;
    const wait = this.askedAt + ASK_MS - this.now();
    if (wait > 0) {
      if (!this.waiting) this.changed(wait);
      this.waiting = true;
      return;
    }
    this.waiting = false;
    this.asking = true;
    this.askedAt = this.now();
    const { revision } = this.series;
    this.ask(question).then(
      (view) => {
        this.asking = false;
        this.detail = { key, view, revision };
        if (view.start === 0 && view.end === view.total)
          this.overview = { key: smoothingOf(question), view, revision };
        this.series.version++;
        this.changed(0);
      },
      () => {
        this.asking = false;
      },
    );
  }
}

const smoothingOf = ({ smoothing }: Question): string => JSON.stringify(smoothing);
