import type { Hyper, Operand, Program } from '../ir/program';

/** A number this small, added or compared, only keeps another from 0: it has whatever unit is needed there. */
const LARGEST_FLOOR = 1e-4;

/** Says of an operand whether it is such a floor: a tiny literal, or a hyperparameter that is tiny by default. */
export function floorsOf(program: Program): (operand: Operand) => boolean {
  const tiny = new Set(program.hypers.filter(isTiny).map(({ name }) => name));
  return (operand) => {
    if (operand.from === 'literal') return isTinyNumber(Number(operand.value));
    return operand.from === 'hyper' && tiny.has(operand.name);
  };
}

function isTiny({ name, default: value, scale }: Hyper): boolean {
  return name !== 'lr' && scale === 'log' && isTinyNumber(value);
}

function isTinyNumber(value: number): boolean {
  return value !== 0 && Math.abs(value) <= LARGEST_FLOOR;
}
