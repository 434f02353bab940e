import type { Round } from '../functions/entry';
import { factsOf, shapeOf } from '../interpret/matrix';
import type { SlotValues } from '../interpret/slots';
import type { Extent, Program } from '../ir/program';
import type { ParameterInfo, StepContext } from '../parameters';
import { lehmer, SPECIALS } from './numbers';

const ROLES = ['matrix', 'bias', 'conv', 'embedding', 'vector'] as const;
const SHAPES: readonly (readonly number[])[] = [
  [],
  [1],
  [3],
  [4],
  [7],
  [1, 4],
  [7, 1],
  [3, 7],
  [4, 4],
  [2, 1, 5],
  [3, 2, 1, 3],
];

const contextAt = (step: number, seed: number): StepContext => ({
  step,
  totalSteps: 10,
  lr: 0.013,
  lrPeak: 0.02,
  loss: 0.7,
  epochEnd: step % 2 === 0,
  hyper: { beta: 0.83, k: 3 },
  seed,
});

export type Lists = readonly Float64Array[];

/** All that a step of a program starts from. */
export interface Given {
  readonly parameters: readonly ParameterInfo[];
  readonly w: Lists;
  readonly g: Lists;
  readonly slots: SlotValues;
  readonly context: StepContext;
}

/**
 * A small model, and numbers for a program's first step.
 * @param mostOdd with half of the seeds so large a share of odd numbers among them
 */
export function inputsFor(program: Program, seed: number, mostOdd = 0.1): Given {
  const next = lehmer(seed + 5);
  const parameters = Array.from({ length: 3 }, (_, i) => ({
    name: `p${i}`,
    shape: SHAPES[Math.floor(next() * SHAPES.length)],
    role: ROLES[Math.floor(next() * ROLES.length)],
  }));
  // Half of the programs see ordinary numbers only: with others there is often nothing left to compare.
  const odd = next() < 0.5 ? 0 : mostOdd;
  const number = (): number => {
    const special = next() < odd;
    const x = special ? SPECIALS[Math.floor(next() * SPECIALS.length)] : 4 * next() - 2;
    return Math.fround(x);
  };
  const lists = (extent: Extent): Float64Array[] =>
    parameters.map((parameter) => {
      const { rows, cols } = shapeOf(extent, factsOf(parameter));
      return Float64Array.from({ length: rows * cols }, number);
    });
  const slots = Object.fromEntries(
    program.slots.map(({ name, extent }) => [name, extent === 'model' ? number() : lists(extent)]),
  );
  const context = contextAt(1 + Math.floor(next() * 5), seed);
  return { parameters, w: lists('elem'), g: lists('elem'), slots, context };
}

/** Rounds now and then to a number so many units beside the nearest: what is sensitive to rounding shows it. */
export function shaky(seed: number, units: number): Round {
  const next = lehmer(seed);
  return (x) => {
    const rounded = Math.fround(x);
    return next() < 0.5
      ? rounded
      : Math.fround(rounded * (1 + (next() < 0.5 ? -units : units) * 2 ** -23));
  };
}
