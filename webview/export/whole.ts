import type { AnswerBlock, MeanBlock, PointArrays, ViewBlock } from '../../runtime/protocol/frames';
import type { RangeAsked } from '../session/feed';

/** As wide as the supervisor answers: so few questions are enough. */
const COLUMNS = 20_000;

type BoundedRange = RangeAsked & { readonly from: number; readonly to: number };

/**
 * Answers that together hold every point of a range, in the order of x. Where one leaves points out, each half of its
 * range is asked about. Null where that does not help: more points at one x than an answer holds.
 */
async function wholeAnswers<A extends AnswerBlock, Q extends BoundedRange>(
  ask: (question: Q) => Promise<A>,
  question: Q,
): Promise<A[] | null> {
  const parts: A[] = [];
  const gather = async (from: number, to: number): Promise<boolean> => {
    const block = await ask({ ...question, from, to, columns: COLUMNS });
    const inRange = block.indices.filter((index) => index >= block.start && index < block.end);
    if (inRange.length === block.end - block.start) {
      parts.push(block);
      return true;
    }
    const middle = (from + to) / 2;
    if (middle <= from || middle >= to) return false;
    return (await gather(from, middle)) && (await gather(middle, to));
  };
  return (await gather(question.from, question.to)) ? parts : null;
}

export interface WholePoints extends PointArrays {
  /** null: not smoothed. */
  readonly smoothed: Float64Array | null;
  /** null: steps or times say where they lie. */
  readonly xs: Float64Array | null;
}

/** Every point of a range of a long series, once, in the order of x; null where they cannot be had. */
export async function wholePoints<Q extends BoundedRange>(
  ask: (question: Q) => Promise<ViewBlock>,
  question: Q,
): Promise<WholePoints | null> {
  const parts = await wholeAnswers(ask, question);
  if (parts === null) return null;
  const [steps, wallTimes, values]: [number[], number[], number[]] = [[], [], []];
  const [smoothed, xs]: [number[], number[]] = [[], []];
  let next = 0;
  for (const view of parts)
    view.indices.forEach((index, i) => {
      if (index < Math.max(next, view.start) || index >= view.end) return;
      next = index + 1;
      steps.push(view.steps[i]!);
      wallTimes.push(view.wallTimes[i]!);
      values.push(view.values[i]!);
      if (view.smoothed) smoothed.push(view.smoothed[i]!);
      if (view.xs) xs.push(view.xs[i]!);
    });
  return {
    steps: Float64Array.from(steps),
    wallTimes: Float64Array.from(wallTimes),
    values: Float32Array.from(values),
    smoothed: question.smoothing === null ? null : Float64Array.from(smoothed),
    xs: parts.some((view) => view.xs !== null) ? Float64Array.from(xs) : null,
  };
}

export type WholeMean = Pick<MeanBlock, 'xs' | 'means' | 'low' | 'high' | 'counts' | 'missing'>;

/** Every point of a range of a mean, of which no two have the same x; null where they cannot be had. */
export async function wholeMean<Q extends BoundedRange>(
  ask: (question: Q) => Promise<MeanBlock>,
  question: Q,
): Promise<WholeMean | null> {
  const parts = await wholeAnswers(ask, question);
  if (parts === null) return null;
  const kept: { block: MeanBlock; i: number }[] = [];
  let latest = -Infinity;
  for (const block of parts)
    for (let i = block.start; i < block.end; i++) {
      if (!(block.xs[i]! > latest)) continue;
      latest = block.xs[i]!;
      kept.push({ block, i });
    }
  const numbers = (name: 'xs' | 'means' | 'low' | 'high'): Float64Array =>
    Float64Array.from(kept, ({ block, i }) => block[name][i]!);
  const counts = (name: 'counts' | 'missing'): Uint32Array =>
    Uint32Array.from(kept, ({ block, i }) => block[name][i]!);
  return {
    xs: numbers('xs'),
    means: numbers('means'),
    low: numbers('low'),
    high: numbers('high'),
    counts: counts('counts'),
    missing: counts('missing'),
  };
}
