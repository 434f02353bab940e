import type { PointArrays, ViewBlock } from '../../runtime/protocol/frames';
import type { Question } from '../session/feed';

/** As wide as the supervisor answers: so few questions are enough. */
const COLUMNS = 20_000;

export interface WholePoints extends PointArrays {
  /** null: not smoothed. */
  readonly smoothed: Float64Array | null;
}

/**
 * Every point of a range of a long series, once, in the order of x. Where an answer leaves points out, each half of
 * its range is asked about. Null where that does not help: more points at one x than an answer holds.
 */
export async function wholePoints(
  ask: (question: Question) => Promise<ViewBlock>,
  question: Question & { readonly from: number; readonly to: number },
): Promise<WholePoints | null> {
  const parts: ViewBlock[] = [];
  const gather = async (from: number, to: number): Promise<boolean> => {
    const view = await ask({ ...question, from, to, columns: COLUMNS });
    const inRange = view.indices.filter((index) => index >= view.start && index < view.end);
    if (inRange.length === view.end - view.start) {
      parts.push(view);
      return true;
    }
    const middle = (from + to) / 2;
    if (middle <= from || middle >= to) return false;
    return (await gather(from, middle)) && (await gather(middle, to));
  };
  if (!(await gather(question.from, question.to))) return null;
  const [steps, wallTimes, values, smoothed]: [number[], number[], number[], number[]] = [
    [],
    [],
    [],
    [],
  ];
  let next = 0;
  for (const view of parts)
    view.indices.forEach((index, i) => {
      if (index < Math.max(next, view.start) || index >= view.end) return;
      next = index + 1;
      steps.push(view.steps[i]!);
      wallTimes.push(view.wallTimes[i]!);
      values.push(view.values[i]!);
      if (view.smoothed) smoothed.push(view.smoothed[i]!);
    });
  return {
    steps: Float64Array.from(steps),
    wallTimes: Float64Array.from(wallTimes),
    values: Float32Array.from(values),
    smoothed: question.smoothing === null ? null : Float64Array.from(smoothed),
  };
}
