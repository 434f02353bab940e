/** What a person decides of a sweep, kept apart from the editor that asks for it. */
import type { TunableInfo } from '../../runtime/protocol/messages';
import type { SweepMethod, SweepRequest } from '../../runtime/protocol/runs';
import { formatNumber, formatSetting } from '../../runtime/protocol/words';

export interface SweepChoices {
  /** What is varied over something else than its program declares: a range or values, as written, by name. */
  readonly over: Readonly<Record<string, string>>;
  readonly method: SweepMethod;
  /** Settings to try; of a grid at most. */
  readonly runs: number;
  /** Of the settings, not of the runs. */
  readonly seed: number;
}

export const DEFAULT_SWEEP: SweepChoices = { over: {}, method: 'quasi-random', runs: 16, seed: 0 };

/** `1e-5 to 0.1, log scale`; `plain, sign`. */
export function overWords({ range, values }: TunableInfo): string {
  if (range === null) return (values ?? []).map(formatSetting).join(', ');
  const scale = range.scale === 'int' ? 'whole numbers' : `${range.scale} scale`;
  return `${formatNumber(range.low)} to ${formatNumber(range.high)}, ${scale}`;
}

/** What a program declares, as a person would write it: `1e-5..0.1`, `plain,sign`. */
export const declaredText = ({ range, values }: TunableInfo): string =>
  range === null
    ? (values ?? []).map(formatSetting).join(',')
    : `${formatSetting(range.low)}..${formatSetting(range.high)}`;

/** What the runtime is asked for. */
export const sweepRequest = (
  varied: readonly Pick<TunableInfo, 'name'>[],
  { over, method, runs, seed }: SweepChoices,
): SweepRequest => ({
  vary: varied.map(({ name }) => (over[name] === undefined ? name : `${name}=${over[name]}`)),
  method,
  runs,
  seed,
});

/** A whole number within bounds; null for anything else. */
export function wholeIn(text: string, least: number, most: number): number | null {
  const value = Number(text);
  const fits = Number.isSafeInteger(value) && value >= least && value <= most;
  return text.trim() !== '' && fits ? value : null;
}
