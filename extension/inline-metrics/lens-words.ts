import { isEnded } from '../../runtime/protocol/runs';
import { formatRate } from '../../runtime/protocol/words';
import { bestWords, lossWords, stateWords } from '../runs/words';
import type { ShownRun } from './watched-runs';

/**
 * What the lens above `train` says of the run that is shown there: `loss 0.213 · 1.23 k steps/s · best val/accuracy
 * 0.981`. Null before there is anything to say.
 *
 * @param stepsPerSecond null where it is not known
 */
export function lensWords({ run, others }: ShownRun, stepsPerSecond: number | null): string | null {
  const state = run.status === 'completed' ? 'completed' : stateWords(run);
  const rate =
    stepsPerSecond === null || isEnded(run.status) || run.status === 'paused'
      ? null
      : formatRate(stepsPerSecond, 'steps');
  const figures = [lossWords(run), rate, bestWords(run)].filter((part) => part !== null);
  if (figures.length === 0) return null;
  const count = others === 0 ? [] : [`newest of ${others + 1} runs`];
  return [...(state === null ? [] : [state]), ...figures, ...count].join(' · ');
}
