import type { Circumstances } from '../analysis/scalars';
import type { Operand, Statement } from '../ir/program';
import { operandKey } from '../ir/structure';
import type { Subject } from './subject';

/** Long after the start, when every correction is over. */
const LATE = 1e9;
const TOLERANCE = 1e-6;

/**
 * Whether the product that a quotient is part of has, somewhere, a factor that makes up for a divisor that is too small
 * by that factor at the first step: √(1 − betaᵗ) in front of m / √v, as Adam is often written.
 */
export function isCorrectedOutside(subject: Subject, division: Statement, factor: number): boolean {
  const { graph, scalars } = subject;
  const holds = (operand: Operand, inverted: boolean): boolean => {
    const at = (circumstances: Circumstances): number => scalars.at(operand, circumstances);
    const grown = at({ step: 1 }) / at({ step: LATE });
    return Math.abs((inverted ? 1 / grown : grown) * factor - 1) < TOLERANCE;
  };
  const seen = new Set<string>();
  const isNew = (key: string): boolean => {
    const isKnown = seen.has(key);
    seen.add(key);
    return !isKnown;
  };
  /** Among the factors of a value; `inverted`: of one that is divided by. */
  const within = (operand: Operand, inverted: boolean): boolean => {
    if (!isNew(`${operandKey(operand)} ${inverted}`)) return false;
    const maker = graph.maker(operand);
    const isNumber = maker?.type.extent === 'model';
    if (isNumber && holds(operand, inverted)) return true;
    switch (maker?.fn) {
      case 'multiply':
        return maker.args.some((arg) => within(arg, inverted));
      case 'divide':
        return within(maker.args[0], inverted) || within(maker.args[1], !inverted);
      case 'negative':
        return within(maker.args[0], inverted);
      default:
        return false;
    }
  };
  /** Among what a value is multiplied with or divided by on its way. */
  const beyond = (value: Operand): boolean =>
    isNew(`beyond ${operandKey(value)}`) &&
    graph.users(value).some(({ id, fn, args }) => {
      const own: Operand = { from: 'statement', id };
      const isOther = (arg: Operand): boolean =>
        !(arg.from === 'statement' && value.from === 'statement' && arg.id === value.id);
      if (fn === 'multiply')
        return args.some((arg) => isOther(arg) && within(arg, false)) || beyond(own);
      if (fn === 'divide' && !isOther(args[0])) return within(args[1], true) || beyond(own);
      return fn === 'negative' && beyond(own);
    });
  return within(division.args[0], false) || beyond({ from: 'statement', id: division.id });
}
