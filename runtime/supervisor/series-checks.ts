/** Whether what came over the wire about series is what messages.ts says, as wire-checks.ts does for the rest. */
import { SPREADS } from '../protocol/mean';
import type {
  MeanParams,
  RangeParams,
  ReadSummariesParams,
  SeriesRef,
  SubscribeParams,
  SummaryTagRef,
  ViewParams,
} from '../protocol/messages';
import type { Smoothing } from '../protocol/smoothing';
import { CONTENT_KINDS, MOST_SUMMARIES } from '../protocol/summaries';
import type { XScale } from '../protocol/x-scale';
import { finite, natural, oneOf, orNull, positive, record, text, type Fields } from './fields';
import { checkRunRef } from './wire-checks';

/** No screen is as wide. */
const MOST_COLUMNS = 20_000;
const WIDEST_GAUSSIAN = 1e6;
const MOST_MEMBERS = 10_000;

export function checkSubscribe(value: unknown): SubscribeParams {
  const fields = record(value, 'the request');
  const reduced = fields['reduced'] === true;
  return { ...checkRunRef(value), ...checkSubscription(value), reduced };
}

export function checkSubscription(value: unknown): { readonly subscription: number } {
  return { subscription: natural(record(value, 'the request'), 'subscription') };
}

export const checkView = (value: unknown): ViewParams => ({
  ...checkSeries(value),
  ...checkRange(value),
});

export function checkMean(value: unknown): MeanParams {
  const fields = record(value, 'the request');
  const { members } = fields;
  if (!Array.isArray(members) || members.length === 0 || members.length > MOST_MEMBERS)
    throw new Error(`"members" must hold 1 to ${MOST_MEMBERS} series.`);
  return {
    members: members.map(checkSeries),
    spread: oneOf(fields, 'spread', SPREADS),
    ...checkRange(value),
  };
}

export function checkSummaryTag(value: unknown): SummaryTagRef {
  const fields = record(value, 'the request');
  return {
    ...checkSubscription(value),
    kind: oneOf(fields, 'kind', CONTENT_KINDS),
    tag: text(fields, 'tag'),
  };
}

export function checkReadSummaries(value: unknown): ReadSummariesParams {
  const { indices } = record(value, 'the request');
  if (!Array.isArray(indices) || indices.length > MOST_SUMMARIES)
    throw new Error(`"indices" must hold at most ${MOST_SUMMARIES} whole numbers.`);
  return {
    ...checkSummaryTag(value),
    indices: indices.map((index: unknown) => natural({ index }, 'index')),
  };
}

function checkSeries(value: unknown): SeriesRef {
  const fields = record(value, 'a series');
  return {
    ...checkSubscription(value),
    tag: natural(fields, 'tag'),
    x: checkScale(fields),
  };
}

function checkRange(value: unknown): RangeParams {
  const fields = record(value, 'the request');
  const columns = positive(fields, 'columns');
  if (columns > MOST_COLUMNS) throw new Error(`"columns" must be at most ${MOST_COLUMNS}.`);
  return {
    query: natural(fields, 'query'),
    from: orNull(fields, 'from', finite),
    to: orNull(fields, 'to', finite),
    columns,
    log: fields['log'] === true,
    smoothing: orNull(fields, 'smoothing', checkSmoothing),
  };
}

function checkScale(parent: Fields): XScale {
  const fields = record(parent['x'], '"x"');
  const kind = oneOf(fields, 'kind', ['step', 'time', 'epoch', 'samples', 'metric'] as const);
  switch (kind) {
    case 'step':
      return { kind };
    case 'time':
      return { kind, zero: finite(fields, 'zero') };
    case 'epoch':
      return { kind, batches: positive(fields, 'batches') };
    case 'samples':
      return {
        kind,
        batch: positive(fields, 'batch'),
        batches: positive(fields, 'batches'),
        examples: positive(fields, 'examples'),
      };
    case 'metric':
      return { kind, tag: natural(fields, 'tag') };
  }
}

function checkSmoothing(parent: Fields, name: string): Smoothing {
  const fields = record(parent[name], `"${name}"`);
  if (oneOf(fields, 'kind', ['average', 'gaussian'] as const) === 'gaussian')
    return { kind: 'gaussian', width: between(fields, 'width', 0, WIDEST_GAUSSIAN) };
  return { kind: 'average', weight: between(fields, 'weight', 0, 1) };
}

/** Both bounds excluded. */
function between(fields: Fields, name: string, low: number, high: number): number {
  const value = finite(fields, name);
  if (value > low && value < high) return value;
  throw new Error(`"${name}" must be between ${low} and ${high}.`);
}
