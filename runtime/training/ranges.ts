import type { Program } from '../../language';
import { formatSetting } from '../protocol/words';

/**
 * A sentence for each hyperparameter that is set outside the range that its program declares: that is trained as it
 * was asked for, yet what the language concludes about a program it concludes from the ranges.
 *
 * @param values by name, `lr` at its peak
 */
export const outsideRanges = (
  { name: program, hypers }: Program,
  values: Readonly<Record<string, number>>,
): string[] =>
  hypers
    .filter(({ name, low, high, declared }) => {
      const value = values[name];
      return declared && value !== undefined && (value < low || value > high);
    })
    .map(
      ({ name, low, high }) =>
        `${name} is set outside the range from ${formatSetting(low)} to ${formatSetting(high)} that ${program} ` +
        'declares: it trains all the same, but what is said of its divisions and its simplest form holds only inside.',
    );
