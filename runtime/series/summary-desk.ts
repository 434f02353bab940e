import type { ReadSummariesParams, SummaryTagRef } from '../protocol/messages';
import type { SummaryTag } from '../protocol/summaries';
import type { FoundSummaries, RunPlace, StepsAnswer, SummariesAnswer } from './desk-messages';
import { RunSummaries } from './run-summaries';

/** Runs of which it is remembered where their summaries stand, though nobody is subscribed to them. */
const KEPT_RUNS = 32;

interface Subscription {
  readonly summaries: RunSummaries;
  /** What was told of each tag, as text. */
  readonly told: Map<string, string>;
  readonly close: () => void;
}

/** What the desk of the series says and is asked about everything that is no scalar. */
export class SummaryDesk {
  /** In the order of their last use. */
  private readonly runs = new Map<string, RunSummaries>();
  private readonly subscriptions = new Map<string, Subscription>();

  constructor(
    private readonly found: (client: number, what: FoundSummaries) => void,
    private readonly problem: (key: string, sentence: string) => void,
  ) {}

  /** Tells of the run's summaries from now on. They are looked for once its curves have been read. */
  subscribe(client: number, subscription: number, run: RunPlace, curves: Promise<void>): void {
    this.unsubscribe(client, subscription);
    const summaries = this.open(run);
    const told = new Map<string, string>();
    const tell = (): void => {
      const tags = summaries.tags.filter((tag) => isNews(tag, told));
      if (tags.length > 0) this.found(client, { subscription, tags });
    };
    const close = summaries.listen(tell);
    this.subscriptions.set(keyOf(client, subscription), { summaries, told, close });
    tell();
    void curves.then(() => summaries.readMore());
  }

  unsubscribe(client: number, subscription: number): void {
    const key = keyOf(client, subscription);
    this.subscriptions.get(key)?.close();
    this.subscriptions.delete(key);
    this.trim();
  }

  /** Looks what has been added to the files of runs that somebody is subscribed to. */
  async refresh(): Promise<void> {
    const followed = new Set([...this.subscriptions.values()].map(({ summaries }) => summaries));
    await Promise.all([...followed].map((summaries) => summaries.readMore()));
  }

  steps(client: number, { subscription, kind, tag }: SummaryTagRef): StepsAnswer {
    return this.of(client, subscription).stepsOf(kind, tag);
  }

  read(client: number, params: ReadSummariesParams): Promise<SummariesAnswer> {
    const { subscription, kind, tag, indices } = params;
    return this.of(client, subscription).read(kind, tag, indices);
  }

  private of(client: number, subscription: number): RunSummaries {
    const found = this.subscriptions.get(keyOf(client, subscription));
    if (found === undefined) throw new Error(`There is no subscription ${subscription}.`);
    return found.summaries;
  }

  private open({ key, folder }: RunPlace): RunSummaries {
    const run =
      this.runs.get(key) ?? new RunSummaries(folder, (sentence) => this.problem(key, sentence));
    this.runs.delete(key);
    this.runs.set(key, run);
    return run;
  }

  private trim(): void {
    const followed = new Set([...this.subscriptions.values()].map(({ summaries }) => summaries));
    for (const [key, run] of this.runs) {
      if (this.runs.size <= KEPT_RUNS) return;
      if (!followed.has(run)) this.runs.delete(key);
    }
  }
}

const keyOf = (client: number, subscription: number): string => `${client} ${subscription}`;

/** Whether something else was told of a tag, or nothing; from then on it is told. */
function isNews({ kind, tag, count, revision }: SummaryTag, told: Map<string, string>): boolean {
  const key = `${kind} ${tag}`;
  const now = `${count} ${revision}`;
  if (told.get(key) === now) return false;
  told.set(key, now);
  return true;
}
