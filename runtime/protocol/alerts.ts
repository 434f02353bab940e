/** What is noticed in a run by itself, as people and processes speak of it: a line of its `events.jsonl`. */
import type { NonFiniteOrigin } from './statements';

export const ALERT_KINDS = [
  'not-finite',
  'divergence',
  'plateau',
  'dead-units',
  'exploding-gradients',
  'vanishing-gradients',
  'update-ratio',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** What each kind is called where there is room for a few words. */
export const ALERT_TITLES: Readonly<Record<AlertKind, string>> = {
  'not-finite': 'Not a finite number',
  divergence: 'Divergence',
  plateau: 'Plateau',
  'dead-units': 'Dead units',
  'exploding-gradients': 'Exploding gradients',
  'vanishing-gradients': 'Vanishing gradients',
  'update-ratio': 'Update-to-weight ratio',
};

/** Raised once a run and kind. */
export interface Alert {
  readonly action: 'alert';
  /** `told`: another program says it of its own run, in its own words. */
  readonly kind: AlertKind | 'told';
  /** A few words. */
  readonly title: string;
  /** What was seen and where; of our kinds one sentence that also says what to try. Empty where a title says all. */
  readonly message: string;
  /** Of `not-finite`: the statement of the program in which it arose; absent where it arose elsewhere, or nobody knows. */
  readonly origin?: NonFiniteOrigin;
}

/** The alerts among what happened to a run, in order. */
export const alertsOf = <A extends { readonly action: string }>({
  actions,
}: {
  readonly actions: readonly A[];
}): Extract<A, Alert>[] =>
  actions.filter((action): action is Extract<A, Alert> => action.action === 'alert');

/** The same text for two alerts of a run: the second says nothing new. */
export const alertKey = ({ kind, title, message }: Alert): string =>
  kind === 'told' ? `told: ${title}: ${message}` : kind;

/** What an alert says, with its title where that is another program's own. */
export const alertWords = ({ kind, title, message }: Alert): string =>
  kind === 'told' ? [title, message].filter((part) => part !== '').join(': ') : message;
