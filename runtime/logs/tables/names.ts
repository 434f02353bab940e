/** What trainers call the columns that are no metrics. */

/** Without case and punctuation: `trainer/global_step` ends with `globalstep`. Earlier ones are preferred. */
const STEP_NAMES = [
  'step',
  'globalstep',
  'trainglobalstep',
  'trainerglobalstep',
  'steps',
  'iteration',
  'iterations',
  'iter',
  'timesteps',
  'totaltimesteps',
  'timetotaltimesteps',
  'update',
  'updates',
  'epoch',
  'epochs',
];
const TIME_NAMES = ['walltime', 'timestamp', 'time', 'datetime', 'date'];

/** What tells a log from other tables where no column is called a step. */
const METRIC =
  /loss|acc|err|perplexity|ppl|reward|return|metric|score|auc|bleu|lr\b|learning.?rate|grad/i;

const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const bestOf = (names: readonly string[], wanted: readonly string[]): string | null =>
  wanted
    .map((each) => names.find((name) => bare(name) === each))
    .find((name) => name !== undefined) ?? null;

/** The one of these names that counts steps; null where none does. */
export const stepName = (names: readonly string[]): string | null => bestOf(names, STEP_NAMES);

/** The one of these names that may tell when a row was written. */
export const timeName = (names: readonly string[]): string | null => bestOf(names, TIME_NAMES);

export const isMetricName = (name: string): boolean => METRIC.test(name);

/** Between 2001 and 2100; a smaller number is a length of time, not a moment. */
const EARLIEST_SECONDS = 1e9;
const LATEST_SECONDS = 4.1e9;

/** The moment that a cell names, in seconds since 1970; null where it names none. */
export function momentOf(cell: string | number): number | null {
  const number = typeof cell === 'number' ? cell : toNumber(cell);
  if (number === null) {
    const milliseconds = typeof cell === 'string' ? Date.parse(cell) : NaN;
    return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
  }
  const seconds = number > LATEST_SECONDS ? number / 1000 : number;
  return seconds >= EARLIEST_SECONDS && seconds <= LATEST_SECONDS ? seconds : null;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NOT_A_NUMBER = /^[+-]?nan$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** The number that a text stands for, NaN and infinities included; null where it stands for none. */
export function toNumber(text: string): number | null {
  if (NUMBER.test(text)) return Number(text);
  if (NOT_A_NUMBER.test(text)) return NaN;
  const infinite = INFINITE.exec(text);
  return infinite === null ? null : infinite[1] === '-' ? -Infinity : Infinity;
}
