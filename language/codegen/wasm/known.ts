import type { Interval } from '../../functions/interval';
import type { Known } from '../../functions/lanes';
import type { Body, Operand, Statement } from '../../ir/program';

/** What analyses say of a body's values; null where nothing may be relied on. */
export type Bounds = ((operand: Operand) => Interval) | null;

/** Far above the smallest float32, so that no rounding on the way makes a number of this size 0. */
const TINY = 1e-30;
const HUGE = 1e30;

const awayFromZero = ({ low, high }: Interval): boolean => low >= TINY || high <= -TINY;

/**
 * Answers what a kernel may rely on. Intervals hold over the reals, and float32 underflows: a number counts as other
 * than 0 only where all that it is made of does, or where it is the sum of such a one and of numbers of its sign.
 */
export function createKnowledge(body: Body, bounds: Bounds): (operand: Operand) => Known {
  const statements = new Map(body.statements.map((statement) => [statement.id, statement]));
  const answers = new Map<number, boolean>();

  const isNonZero = (operand: Operand): boolean => {
    if (!bounds || operand.from === 'string' || !awayFromZero(bounds(operand))) return false;
    if (operand.from === 'slot') return false;
    if (operand.from !== 'statement') return true;
    const known = answers.get(operand.id);
    if (known !== undefined) return known;
    const answer = staysNonZero(statements.get(operand.id)!);
    answers.set(operand.id, answer);
    return answer;
  };

  const staysNonZero = ({ fn, args, type }: Statement): boolean => {
    if (type.extent === 'model') return true;
    if (fn === 'max') return args.some((arg) => isNonZero(arg) && bounds!(arg).low > 0);
    const signs = args.map(bounds!);
    const oneSign = signs.every(({ low }) => low >= 0) || signs.every(({ high }) => high <= 0);
    if (fn === 'add' && oneSign) return args.some(isNonZero);
    return args.length > 0 && args.every(isNonZero);
  };

  const isModerate = (operand: Operand): boolean => {
    if (!isNonZero(operand)) return false;
    const { low, high } = bounds!(operand);
    return Math.max(Math.abs(low), Math.abs(high)) <= HUGE;
  };

  return (operand) => ({ nonZero: isNonZero(operand), moderate: isModerate(operand) });
}
