/**
 * What the statements of a program give while a run trains: figures of each value, at most ten times a second, and only
 * while somebody has asked for them. All of it is plain JSON.
 */
import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { RunRef } from './messages';

/** A place in a text as editors count it: line and UTF-16 character, both from 0. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** A part of the program's text, its end excluded. */
export interface TextRange {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

/** A value that is watched: what one statement of the program gives. */
export interface WatchedStatement {
  /** The name that the program gives to it; null for what `return` works out. */
  readonly name: string | null;
  /** The expression; null where it stands in no text, as where a program's imports have changed meanwhile. */
  readonly range: TextRange | null;
  /** It stands in a program that is imported: `range` is that of the name by which it is called. */
  readonly imported: boolean;
  /** One number for the whole model: its figures are of that one number, and there are none by parameter. */
  readonly ofModel: boolean;
  /** It is what is taken from the weights. */
  readonly isUpdate: boolean;
}

/** A slot of the program. */
export interface WatchedSlot {
  readonly name: string;
  /** Its declaration. */
  readonly range: TextRange | null;
  /** What is stored in it: an index into the statements; null where it stays as it is. */
  readonly statement: number | null;
}

/** What is watched of a run: the same as long as one trainer is at work. */
export interface StatementLayout {
  /**
   * The text that places are in: `written` that of the program's own file (`spec.program.written ?? spec.program.text`),
   * `text` that which was trained (`spec.program.text`), where no other is known, as for a chain.
   */
  readonly source: 'written' | 'text';
  /** In the program's order: a value is asked for only by later ones. */
  readonly statements: readonly WatchedStatement[];
  readonly slots: readonly WatchedSlot[];
  /** The model's parameter tensors by name, as figures by parameter are in order. */
  readonly parameters: readonly string[];
}

/** What can be said of many numbers; of those that are finite, but for the counts. */
export interface Figures {
  readonly count: number;
  /** How many are NaN or infinite. */
  readonly nonFinite: number;
  /** Which share of all numbers is 0. */
  readonly zeros: number;
  /** Root mean square; null where no number is finite, as are the next two. */
  readonly rms: number | null;
  readonly mean: number | null;
  /** Largest magnitude. */
  readonly largest: number | null;
}

/** What one statement gave at one step. */
export interface StatementFigures {
  /** Of all parameters together; null where the step did not work it out, as in a branch that is not taken. */
  readonly whole: Figures | null;
  /** By parameter; null for one whose value was not worked out. Empty for a number of the whole model. */
  readonly parameters: readonly (Figures | null)[];
}

/** What all statements gave at one step. */
export interface StepFigures {
  readonly step: number;
  /** By the layout's statements. */
  readonly statements: readonly StatementFigures[];
  /**
   * By the layout's slots: by which part of itself the root mean square has changed since the step that was observed
   * before, 0.1 for ten percent more; null where that is not known.
   */
  readonly drift: readonly (number | null)[];
}

/** The root mean squares of the whole model at the steps that were observed last, at most 120. */
export interface StatementHistory {
  readonly steps: readonly number[];
  /** By the layout's statements, then by step; null where there is none, or no number was finite. */
  readonly rms: readonly (readonly (number | null)[])[];
}

/**
 * Where the first number that is not finite arose: the earliest statement whose inputs were finite and whose result was
 * not, at the earliest step. Stays in the run's record with the alert that tells of it.
 */
export interface NonFiniteOrigin {
  readonly step: number;
  readonly name: string | null;
  /** As in `StatementLayout`. */
  readonly source: 'written' | 'text';
  readonly range: TextRange | null;
  /** The first parameter that it was seen in; null for a number of the whole model. */
  readonly parameter: string | null;
}

/** All that is known at the moment of a run's statements. */
export interface StatementsState {
  /** Null before a trainer has told it, and for a run that cannot be observed on its backend. */
  readonly layout: StatementLayout | null;
  /** Every so many steps are observed, chosen such that this takes at most a tenth of the time; null: not known yet. */
  readonly every: number | null;
  readonly latest: StepFigures | null;
  readonly history: StatementHistory;
}

/** Asks for what the statements of a run give, now and as it comes. A run of which nothing is known has no layout. */
export const SubscribeStatements = new RequestType<RunRef, StatementsState, void>(
  'statements/subscribe',
);
export const UnsubscribeStatements = new RequestType<RunRef, null, void>('statements/unsubscribe');

/** To those who have subscribed: what is watched, at first and where it has changed. What was told before is void. */
export const StatementsFound = new NotificationType<
  RunRef & { readonly layout: StatementLayout | null }
>('statements/found');
/** To those who have subscribed: figures of a further step, at most ten times a second. */
export const StatementsObserved = new NotificationType<
  RunRef & { readonly every: number; readonly figures: StepFigures }
>('statements/observed');

/** How many steps a history goes back. */
export const HISTORY_LENGTH = 120;
