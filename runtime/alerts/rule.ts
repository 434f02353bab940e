import type { StepNorms } from '../engines/engine';
import type { AlertKind } from '../protocol/alerts';
import type { NonFiniteOrigin } from '../protocol/statements';
import type { Metrics } from '../training/loop';

/** What is known of a run before its first step. */
export interface WatchedPlan {
  readonly steps: number;
  /** Steps between two logged ones. */
  readonly logEvery: number;
  /** Steps of linear warm-up. */
  readonly warmup: number;
  /** Whether the schedule lowers the learning rate in the end. */
  readonly decays: boolean;
  /** Those that the norms are of, in their order. */
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** What a run logs at once. */
export interface WatchedRow {
  readonly step: number;
  readonly metrics: Metrics;
  /** Null for what a validation has measured. */
  readonly norms: StepNorms | null;
  /** Where the first number arose that is not finite, if there are such and that is known. */
  readonly origin?: NonFiniteOrigin | null;
}

/** What a rule has noticed, in numbers; `words.ts` makes a sentence of it. */
export type Finding =
  | {
      readonly kind: 'not-finite';
      readonly tag: string;
      readonly value: number;
      /** The first parameter that is not finite, where that is known. */
      readonly parameter: string | null;
      /** The statement of the program in which it arose, where that is known. */
      readonly origin?: NonFiniteOrigin | null;
    }
  | {
      readonly kind: 'not-finite';
      /** Of a value inside the program, while all that is logged stays finite. */
      readonly tag: null;
      readonly origin: NonFiniteOrigin;
    }
  | {
      readonly kind: 'divergence';
      readonly tag: string;
      /** Where it is, and where it was. */
      readonly value: number;
      readonly from: number;
    }
  | {
      readonly kind: 'plateau';
      readonly tag: string;
      readonly value: number;
      /** The step from which on nothing was gained. */
      readonly since: number;
      /** It has never been noticeably lower than at the first step. */
      readonly stuck: boolean;
    }
  | { readonly kind: 'dead-units'; readonly layer: string; readonly share: number }
  | {
      readonly kind: 'exploding-gradients';
      readonly value: number;
      readonly usual: number;
      /** The parameter with the largest part. */
      readonly parameter: string | null;
    }
  | {
      readonly kind: 'vanishing-gradients';
      /** The parameter that gets too little; null: the gradient of all. */
      readonly parameter: string | null;
      /** Times less than the largest of another, or than what would change the loss. */
      readonly ratio: number;
    }
  | {
      readonly kind: 'update-ratio';
      readonly ratio: number;
      readonly side: 'high' | 'low';
    };

/** Looks at each row in turn; a finding is made when there is no doubt any more, and may be made again and again. */
export type Detector = (row: WatchedRow) => Finding | null;

/** One fault, and how it shows in what a run logs. */
export interface Rule<K extends AlertKind = AlertKind> {
  readonly kind: K;
  watch(plan: WatchedPlan): Detector;
}

export const LOSS = 'train/loss';
export const RATE = 'optimizer/lr';
export const GRADIENT = 'optimizer/grad_norm';
export const WEIGHTS = 'optimizer/weight_norm';
export const UPDATE = 'optimizer/update_norm';
export const DEAD_UNITS = 'dead_units/';

/** The places of the weight matrices and filters among a plan's parameters: biases and gains are too small to go by. */
export const matricesOf = ({ parameters }: WatchedPlan): number[] =>
  parameters.flatMap(({ shape }, index) => (shape.length >= 2 ? [index] : []));
