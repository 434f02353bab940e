/** What the language's analyses find out about a value, in words; worked out when first asked for. */
import { EVERYTHING, findIntervals, findUnits, isPlain, readParts, showUnit } from '../language';
import type { Analysis, Interval, Operand, Program } from '../language';

export interface Facts {
  /** `g²·w⁻¹`, or `1` for a plain number; null where it has every unit. */
  unit(operand: Operand): string | null;
  /** `from 0 to 1`; null where nothing is known. */
  bounds(operand: Operand): string | null;
}

/** The facts about a program's values; of one with errors, where those do not reach. Null where nothing can be read. */
export function factsOf({ program, sketch }: Analysis): Facts | null {
  if (program) return factsAbout(program);
  if (!sketch) return null;
  const isRead = readParts(sketch);
  const facts = factsAbout(sketch);
  return {
    unit: (operand) => (isRead(operand) ? facts.unit(operand) : null),
    bounds: (operand) => (isRead(operand) ? facts.bounds(operand) : null),
  };
}

/** Each analysis when its facts are asked for: inlay hints ask for units alone. */
const factsAbout = (program: Program): Facts => ({
  unit(operand) {
    const unit = findUnits(program).of(operand);
    return unit === null ? null : isPlain(unit) ? '1' : showUnit(unit);
  },
  bounds: (operand) => boundsText(findIntervals(program).of(operand)),
});

const number = (x: number): string => String(Number(x.toPrecision(4)));

function boundsText(interval: Interval): string | null {
  const { low, high, zero } = interval;
  const exceptZero = !zero && low < 0 && high > 0 ? ', never 0' : '';
  if (low === EVERYTHING.low && high === EVERYTHING.high)
    return exceptZero === '' ? null : 'never 0';
  if (low === high) return `always ${number(low)}`;
  if (high === EVERYTHING.high) return low === 0 && !zero ? 'above 0' : `at least ${number(low)}`;
  if (low === EVERYTHING.low) return high === 0 && !zero ? 'below 0' : `at most ${number(high)}`;
  const openEnd = !zero && (low === 0 || high === 0) ? ', never 0' : exceptZero;
  return `from ${number(low)} to ${number(high)}${openEnd}`;
}
