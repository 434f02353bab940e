import type { Smoothing } from '../../runtime/protocol/smoothing';

export const SMOOTHERS = ['average', 'gaussian'] as const;
/** A moving average over the past, or a Gaussian over past and future. */
export type Smoother = (typeof SMOOTHERS)[number];

export const SMOOTHER_NAMES: Readonly<Record<Smoother, string>> = {
  average: 'Moving Average',
  gaussian: 'Gaussian',
};

/** How curves are smoothed; each way keeps its own strength. */
export interface SmoothingChoice {
  readonly smoother: Smoother;
  /** Weight of the moving average, 0 (off) to below 1. */
  readonly smoothing: number;
  /** Standard deviation of the Gaussian in typical distances between points; 0: off. */
  readonly width: number;
}

export const MAX_WEIGHT = 0.99;
export const MAX_WIDTH = 1000;

const LEVELS: Readonly<Record<Smoother, readonly number[]>> = {
  average: [0, 0.6, 0.9],
  gaussian: [0, 3, 20],
};

/** The strength of the smoother in use; 0: off. */
export const strengthOf = ({ smoother, smoothing, width }: SmoothingChoice): number =>
  smoother === 'average' ? smoothing : width;

/** What is asked of whoever smooths; null: nothing. */
export function smoothingOf(choice: SmoothingChoice): Smoothing | null {
  if (strengthOf(choice) === 0) return null;
  return choice.smoother === 'average'
    ? { kind: 'average', weight: choice.smoothing }
    : { kind: 'gaussian', width: choice.width };
}

/** The smoother in use with another strength. */
export const withStrength = <T extends SmoothingChoice>(choice: T, strength: number): T =>
  choice.smoother === 'average'
    ? { ...choice, smoothing: Math.min(MAX_WEIGHT, Math.max(0, strength)) }
    : { ...choice, width: Math.min(MAX_WIDTH, Math.max(0, strength)) };

/** The next level of the smoother in use: off, medium, strong, and off again. */
export function nextLevel<T extends SmoothingChoice>(choice: T): T {
  const strength = strengthOf(choice);
  const next = LEVELS[choice.smoother].find((level) => level > strength) ?? 0;
  return withStrength(choice, next);
}

/** Beside the slider: `off`, `0.90`, `σ 20`. */
export function strengthText(choice: SmoothingChoice): string {
  const strength = strengthOf(choice);
  if (strength === 0) return 'off';
  return choice.smoother === 'average' ? strength.toFixed(2) : `σ ${strength}`;
}

/** What the strength means, for a person. */
export function strengthWords(choice: SmoothingChoice): string {
  const strength = strengthOf(choice);
  if (strength === 0) return 'no smoothing';
  if (choice.smoother === 'gaussian')
    return `a Gaussian over past and future with a standard deviation of ${strength} ${strength === 1 ? 'point' : 'points'}`;
  const points = 1 / (1 - strength);
  return `a moving average over about the last ${points < 10 ? Number(points.toFixed(1)) : Math.round(points)} points: each counts ${strength.toFixed(2)} of the one after it`;
}

/** The slider's steps for a width: fine where it is small, coarse where it is large. */
const WIDTHS = [0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000];

/** Positions that the slider has, from off to strongest. */
export const positions = (smoother: Smoother): number =>
  smoother === 'average' ? Math.round(100 * MAX_WEIGHT) : WIDTHS.length - 1;

export const positionOf = (choice: SmoothingChoice): number =>
  choice.smoother === 'average'
    ? Math.round(100 * choice.smoothing)
    : Math.max(
        0,
        WIDTHS.findLastIndex((width) => width <= choice.width),
      );

export const strengthAt = (smoother: Smoother, position: number): number =>
  smoother === 'average' ? position / 100 : (WIDTHS[position] ?? 0);
