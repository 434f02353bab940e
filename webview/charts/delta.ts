import { formatNumber } from '../../runtime/protocol/words';

const PERCENT_DIGITS = 2;

/** How far a value is from the baseline's: `-0.012 (-2.3 %)`; null where one of them is not finite. */
export function formatDelta(value: number, baseline: number): string | null {
  const delta = value - baseline;
  if (!Number.isFinite(delta)) return null;
  if (delta === 0) return '±0';
  const share = (100 * delta) / Math.abs(baseline);
  const percent = Number.isFinite(share)
    ? ` (${signed(share, String(Number(share.toPrecision(PERCENT_DIGITS))))} %)`
    : '';
  return `${signed(delta, formatNumber(delta))}${percent}`;
}

const signed = (value: number, text: string): string => (value > 0 ? `+${text}` : text);
