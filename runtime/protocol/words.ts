/**
 * Numbers and times as Optiscope writes them everywhere, in the terminal, the editor and the panel: four significant
 * digits, grouped counts, always a unit, and a plain minus sign, so that what is copied can be pasted elsewhere.
 */
import type { Run } from './runs';

const SIGNIFICANT = 4;
/** Below this a number is written with an exponent. */
const SMALL = 1e-3;
/** From this on too. */
const LARGE = 1e6;

/** Where there is no value to write. */
export const NOTHING = '–';

/** Written by hand: `Intl` takes a panel milliseconds before its first number, and many times as long for each. */
function grouped(text: string): string {
  const point = text.indexOf('.');
  let whole = point < 0 ? text : text.slice(0, point);
  for (let i = whole.length - 3; i > (whole.startsWith('-') ? 1 : 0); i -= 3)
    whole = `${whole.slice(0, i)},${whole.slice(i)}`;
  return point < 0 ? whole : whole + text.slice(point);
}

/** A count: `1,240`. */
export const formatCount = (n: number): string =>
  Number.isFinite(n) ? grouped(n.toFixed(0)) : notFinite(n);

const notFinite = (x: number): string => (Number.isNaN(x) ? 'NaN' : x > 0 ? '∞' : '-∞');

/** A measured value: `0.213`, `1,240`, `1.2e-4`, `NaN`, `∞`, `-∞`; also as metrics records hold it, by name. */
export function formatNumber(value: number | string): string {
  const x = Number(value);
  if (!Number.isFinite(x)) return notFinite(x);
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size >= SMALL && size < LARGE) return grouped(String(Number(x.toPrecision(SIGNIFICANT))));
  return Number(x.toPrecision(SIGNIFICANT)).toExponential().replace('e+', 'e');
}

/** What a hyperparameter, flag or choice is set to, as programs write it: `0.95` and `1e-5` in full, `True`, `sign`. */
export function formatSetting(value: number | boolean | string): string {
  if (typeof value === 'number') return inFull(value);
  return value === true ? 'True' : value === false ? 'False' : value;
}

const inFull = (x: number): string =>
  x !== 0 && Math.abs(x) < SMALL ? x.toExponential() : String(x);

/** A length of time in seconds: `8.4 s`, `3 min 12 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return NOTHING;
  if (seconds < 9.95) return `${Number(Math.max(0, seconds).toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return joined(minutes, 'min', whole % 60, 's');
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

const joined = (a: number, unitA: string, b: number, unitB: string): string =>
  b === 0 ? `${a} ${unitA}` : `${a} ${unitA} ${b} ${unitB}`;

/** The time of day here: `14:05`, `14:05:09`. By hand, too: a clock of `Intl` costs a panel milliseconds. */
export function formatClock(milliseconds: number, withSeconds: boolean): string {
  const date = new Date(milliseconds);
  const parts = [date.getHours(), date.getMinutes(), ...(withSeconds ? [date.getSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** A share between 0 and 1: `62 %`. Never 100 % before it is done. */
export const formatShare = (share: number): string =>
  `${Math.floor(100 * Math.min(1, Math.max(0, share)))} %`;

const RATE_DIGITS = 3;
const PREFIXES = ['', 'k ', 'M ', 'G '];
const BYTES = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size on disk: `640 B`, `12.3 kB`, `4.56 GB`. */
export function formatBytes(bytes: number): string {
  let size = bytes;
  let power = 0;
  for (; Number(size.toPrecision(RATE_DIGITS)) >= 1000 && power < BYTES.length - 1; power++)
    size /= 1000;
  return `${Number(size.toPrecision(RATE_DIGITS))} ${BYTES[power]!}`;
}

/** A rate: `950 steps/s`, `1.23 k steps/s`. */
export function formatRate(perSecond: number, unit: string): string {
  let rate = Number(perSecond.toPrecision(RATE_DIGITS));
  let power = 0;
  for (; Math.abs(rate) >= 1000 && power < PREFIXES.length - 1; power++)
    rate = Number((rate / 1000).toPrecision(RATE_DIGITS));
  return `${rate} ${PREFIXES[power]}${unit}/s`;
}

/** A place in a row, from 1: `1st`, `2nd`, `3rd`, `11th`. */
export function formatPlace(place: number): string {
  const teen = place % 100 > 10 && place % 100 < 14;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return `${formatCount(place)}${ending}`;
}

/** What a run is at; one that waits says its place: `queued, 2nd`. */
export const statusWords = ({ status, place }: Pick<Run, 'status' | 'place'>): string =>
  place === undefined ? status : `${status}, ${formatPlace(place)}`;
