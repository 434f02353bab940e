import type { Round } from '../functions/entry';
import { evaluate, type Value } from '../interpret/evaluate';
import { expand, factsOf, scalarMatrix, shapeOf, type Matrix } from '../interpret/matrix';
import { modelNumber } from '../interpret/slots';
import type { Extent, Program } from '../ir/program';
import { shaky, type Given } from './random-inputs';

/** What an executor may do otherwise than the float32 reference. */
export interface Allowance {
  /** Units in the last place by which single operations may differ. */
  readonly units: number;
  /** Whether sums may be rounded on the way, so that what goes into them matters to the last place, too. */
  readonly sums: boolean;
  /** Of a result, in any case. */
  readonly slack: number;
}

const SMALLEST = 2 ** -149;
const SQUARABLE = 2 ** 60;
/** Only where results differ is it tried more often how much rounding can change them. */
const ROUNDS = [4, 30, 200];

/** All results of a program's first step as lists of numbers, those of elements tensor by tensor, for a way of rounding. */
export function referenceResults(
  program: Program,
  given: Given,
  round: Round,
  given32: Round = (x) => x,
): number[][] {
  const tensors = given.parameters.map(factsOf);
  const matrices = (lists: readonly ArrayLike<number>[], extent: Extent): Matrix[] =>
    lists.map((list, t) => ({
      ...shapeOf(extent, tensors[t]),
      data: Float64Array.from(list, given32),
    }));
  const values = evaluate(program.train, {
    tensors,
    round,
    moment: { seed: given.context.seed ?? 0, step: given.context.step },
    given: (operand) => {
      if (operand.from === 'slot') {
        const kept = given.slots[operand.name];
        if (typeof kept === 'number') return kept;
        const { extent } = program.slots.find(({ name }) => name === operand.name)!;
        return matrices(kept, extent);
      }
      if (operand.from === 'input' && operand.name === 'w') return matrices(given.w, 'elem');
      if (operand.from === 'input' && operand.name === 'g') return matrices(given.g, 'elem');
      return modelNumber(operand, given.context, program)!;
    },
    pass: () => {
      throw new Error('No program asks the model.');
    },
  });
  return values.map((value, i) => {
    const extent = i === 0 ? 'elem' : program.slots[i - 1].extent;
    if (extent === 'model') return [value as number];
    const own = (v: Value, t: number): Matrix =>
      typeof v === 'number' ? scalarMatrix(Math.fround(v)) : v[t];
    return tensors.flatMap((facts, t) => [...expand(own(value, t), shapeOf(extent, facts)).data]);
  });
}

/** Whether all on a program's way but 0 is of a size whose square float32 holds. */
export function staysOrdinary(program: Program, given: Given): boolean {
  let ordinary = true;
  const look: Round = (x) => {
    const rounded = Math.fround(x);
    const size = Math.abs(rounded);
    ordinary &&= size === 0 || (size >= 1 / SQUARABLE && size <= SQUARABLE);
    return rounded;
  };
  const results = referenceResults(program, given, look);
  results.flat().forEach(look);
  return ordinary;
}

/** Where results differ from the reference's by more than the rounding of single operations explains; null where nowhere. */
export function disagreement(
  program: Program,
  given: Given,
  actual: readonly (readonly number[])[],
  seed: number,
  { units, sums, slack }: Allowance,
): string | null {
  const expected = referenceResults(program, given, Math.fround);
  const spread = expected.map((list) => list.map(() => 0));
  let tried = 0;
  for (const rounds of ROUNDS) {
    if (whereApart(actual, expected, spread, slack) === null) return null;
    for (; tried < rounds; tried++) {
      const round = shaky(seed * 1000 + tried, units);
      const shaken = referenceResults(program, given, round, sums ? round : undefined);
      spread.forEach((list, r) =>
        list.forEach((_, i) => {
          list[i] = Math.max(list[i], apart(shaken[r][i], expected[r][i]));
        }),
      );
    }
  }
  return whereApart(actual, expected, spread, slack);
}

const apart = (a: number, b: number): number => {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  const away = Math.abs(a - b);
  return Number.isNaN(away) ? Infinity : away;
};

function whereApart(
  actual: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
  spread: readonly (readonly number[])[],
  slack: number,
): string | null {
  for (const [r, list] of expected.entries()) {
    for (const [i, wanted] of list.entries()) {
      const allowed = 4 * spread[r][i] + slack * Math.abs(wanted) + SMALLEST;
      if (apart(actual[r][i], wanted) > allowed)
        return `result ${r} at ${i}: ${actual[r][i]}, not ${wanted} (±${spread[r][i]})`;
    }
  }
  return null;
}
