/** What the supervisor's socket thread and its series thread say to each other. */
import type {
  MeanParams,
  ReadSummariesParams,
  SummaryTagRef,
  ViewParams,
} from '../protocol/messages';
import type { Summary, SummaryTag } from '../protocol/summaries';
import type { TrainerRows } from '../trainer/messages';

/** A run, and where its metrics stand. */
export interface RunPlace {
  /** The same text for the same run. */
  readonly key: string;
  /** The folder of its event files. */
  readonly folder: string;
  /** The table of the folder that is read instead of event files. */
  readonly table?: string;
}

export interface FoundSummaries {
  readonly subscription: number;
  readonly tags: readonly SummaryTag[];
}
export interface StepsAnswer {
  readonly revision: number;
  readonly steps: readonly number[];
}
export interface SummariesAnswer {
  readonly revision: number;
  readonly summaries: readonly Summary[];
}

export type ToDesk =
  /** A run of this supervisor begins, or goes on; tags that its trainer has told so far, by their index in rows. */
  | ({ readonly kind: 'begin'; readonly tags: readonly string[] } & RunPlace)
  | { readonly kind: 'rows'; readonly key: string; readonly rows: TrainerRows }
  /** No more rows will come. */
  | { readonly kind: 'ended'; readonly key: string }
  | ({
      readonly kind: 'subscribe';
      readonly request: number;
      readonly client: number;
      readonly subscription: number;
      readonly reduced: boolean;
    } & RunPlace)
  | { readonly kind: 'unsubscribe'; readonly client: number; readonly subscription: number }
  /** The client's socket has room for frames: one `frames` message answers, as soon as there is something. */
  | { readonly kind: 'pull'; readonly client: number }
  | {
      readonly kind: 'view';
      readonly request: number;
      readonly client: number;
      readonly question: ViewParams;
    }
  | {
      readonly kind: 'summary-steps';
      readonly request: number;
      readonly client: number;
      readonly of: SummaryTagRef;
    }
  | {
      readonly kind: 'read-summaries';
      readonly request: number;
      readonly client: number;
      readonly of: ReadSummariesParams;
    }
  | {
      readonly kind: 'mean';
      readonly request: number;
      readonly client: number;
      readonly question: MeanParams;
    }
  | { readonly kind: 'leave'; readonly client: number }
  /** Look what has been added to event files that others write. */
  | { readonly kind: 'refresh' };

export type FromDesk =
  | { readonly kind: 'subscribed'; readonly request: number; readonly tags: readonly string[] }
  | { readonly kind: 'viewed'; readonly request: number; readonly frame: Uint8Array }
  | ({ readonly kind: 'summary-steps'; readonly request: number } & StepsAnswer)
  | ({ readonly kind: 'summaries-read'; readonly request: number } & SummariesAnswer)
  | { readonly kind: 'refused'; readonly request: number; readonly reason: string }
  | {
      readonly kind: 'frames';
      readonly client: number;
      /** To be told before the frames. */
      readonly newTags: readonly {
        readonly subscription: number;
        readonly tags: readonly string[];
      }[];
      readonly frames: readonly Uint8Array[];
    }
  /** What a run has logged besides scalars, as far as it is new or has changed. */
  | ({ readonly kind: 'summaries'; readonly client: number } & FoundSummaries)
  /** What keeps a run's files from being read as a whole, a sentence; `instead` of an earlier one that it replaces. */
  | {
      readonly kind: 'problem';
      readonly key: string;
      readonly text: string;
      readonly instead: string | null;
    }
  | { readonly kind: 'log'; readonly text: string };
