import { writtenName, type Program } from '../../language';
import { isOutside, outsideWords } from '../protocol/ranges';

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
    .filter((hyper) => {
      const value = values[hyper.name];
      return hyper.declared && value !== undefined && isOutside(value, hyper);
    })
    .map(
      (hyper) =>
        `${outsideWords(writtenName(program, hyper.name), program, hyper)}: it trains all the same, ` +
        'but what is said of its divisions and its simplest form holds only inside.',
    );
