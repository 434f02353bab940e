/** What is said of the values of a program's statements. */
import type { Figures } from '../../runtime/protocol/statements';
import { formatNumber, formatShare, NOTHING } from '../../runtime/protocol/words';

const DRIFT_DIGITS = 2;

/** The root mean square as it stands at a line's end: `0.0213`, `0.0213, 3 % NaN`. */
export function rmsWords(figures: Figures | null): string {
  if (figures === null) return NOTHING;
  if (figures.rms === null) return 'not finite';
  const share = figures.nonFinite / figures.count;
  const rms = formatNumber(figures.rms);
  return share === 0 ? rms : `${rms}, ${shareWords(share)} not finite`;
}

/** Of numbers: `0 %`, `< 1 %`, `62 %`. */
export const shareWords = (share: number): string =>
  share > 0 && share < 0.01 ? '< 1 %' : formatShare(share);

/** By how much something has changed: `+0.31 %`, `-12 %`. */
export function driftWords(drift: number | null): string {
  if (drift === null) return NOTHING;
  const percent = Number((100 * drift).toPrecision(DRIFT_DIGITS));
  return `${percent > 0 ? '+' : ''}${formatNumber(percent)} %`;
}

/** The cells of a row about many numbers: RMS, mean, largest magnitude, zeros, not finite. */
export function figureCells(figures: Figures | null): string[] {
  if (figures === null) return Array.from({ length: FIGURE_HEADINGS.length }, () => NOTHING);
  const numbers = [figures.rms, figures.mean, figures.largest];
  const shares = [figures.zeros, figures.nonFinite / figures.count];
  return [
    ...numbers.map((number) => (number === null ? NOTHING : formatNumber(number))),
    ...shares.map(shareWords),
  ];
}

export const FIGURE_HEADINGS = ['RMS', 'Mean', 'Largest', 'Zeros', 'Not finite'];
