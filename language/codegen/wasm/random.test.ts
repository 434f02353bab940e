import { describe, expect, it } from 'vitest';
import { analyze } from '../../analyze';
import type { Round } from '../../functions/entry';
import { evaluate, type Value } from '../../interpret/evaluate';
import { expand, factsOf, scalarMatrix, shapeOf, type Matrix } from '../../interpret/matrix';
import { modelNumber } from '../../interpret/slots';
import type { Extent, Program } from '../../ir/program';
import { inputsFor, shaky, type Given, type Lists } from '../../testing/random-inputs';
import { randomProgram } from '../../testing/random-programs';
import { createCompiledOptimizer } from './optimizer';

/** OPTISCOPE_PROGRAMS=5000 tries them all; otherwise a tenth. */
const PROGRAMS = Number(process.env['OPTISCOPE_PROGRAMS'] ?? 500);
const BATCH = 100;

/** What the reference gives, all results as lists of numbers per tensor, for a way of rounding. */
function reference(program: Program, given: Given, round: Round): number[][] {
  const tensors = given.parameters.map(factsOf);
  const matrices = (lists: readonly ArrayLike<number>[], extent: Extent): Matrix[] =>
    lists.map((list, t) => ({ ...shapeOf(extent, tensors[t]), data: Float64Array.from(list) }));
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

function compiled(program: Program, given: Given): number[][] {
  const optimizer = createCompiledOptimizer(program, given.parameters);
  const flat = (lists: Lists): number[] => lists.flatMap((list) => [...list]);
  optimizer.weights.set(flat(given.w));
  optimizer.gradients.set(flat(given.g));
  optimizer.writeSlots(given.slots, given.context);
  optimizer.step(given.context, { updates: true });
  const slots = optimizer.readSlots()!;
  const update = [...optimizer.updates];
  const kept = program.slots.map(({ name }) => {
    const value = slots[name];
    return typeof value === 'number' ? [value] : value.flatMap((list) => Array.from(list));
  });
  return [update, ...kept];
}

/** Units in the last place that functions may be off, by which kernels and the reference round differently. */
const SLACK = 2 ** -22;
const SMALLEST = 2 ** -149;
const ROUNDS = [4, 30, 200];

/** Where the two disagree by more than the rounding of single operations explains; null where nowhere. */
function disagreement(program: Program, seed: number): string | null {
  const given = inputsFor(program, seed);
  const expected = reference(program, given, Math.fround);
  const actual = compiled(program, given);
  const spread = expected.map((list) => list.map(() => 0));
  let tried = 0;
  for (const rounds of ROUNDS) {
    const suspicious = whereApart(actual, expected, spread);
    if (suspicious === null) return null;
    for (; tried < rounds; tried++) {
      const shaken = reference(program, given, shaky(seed * 1000 + tried));
      spread.forEach((list, r) =>
        list.forEach((_, i) => {
          const away = apart(shaken[r][i], expected[r][i]);
          list[i] = Math.max(list[i], away);
        }),
      );
    }
  }
  return whereApart(actual, expected, spread);
}

const apart = (a: number, b: number): number => {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  const away = Math.abs(a - b);
  return Number.isNaN(away) ? Infinity : away;
};

function whereApart(actual: number[][], expected: number[][], spread: number[][]): string | null {
  for (const [r, list] of expected.entries()) {
    for (const [i, wanted] of list.entries()) {
      const allowed = 4 * spread[r][i] + SLACK * Math.abs(wanted) + SMALLEST;
      if (apart(actual[r][i], wanted) > allowed)
        return `result ${r} at ${i}: ${actual[r][i]}, not ${wanted} (±${spread[r][i]})`;
    }
  }
  return null;
}

describe('random programs', () => {
  const batches = Array.from({ length: Math.ceil(PROGRAMS / BATCH) }, (_, batch) => batch * BATCH);

  it.each(batches)(
    'agree with the reference: %i and on',
    (first) => {
      for (let seed = first; seed < Math.min(first + BATCH, PROGRAMS); seed++) {
        const source = randomProgram(seed);
        const { program } = analyze(source, { lints: false });
        if (!program) continue;
        const found = disagreement(program, seed);
        if (found) expect.fail(`${found} with seed ${seed} of\n${source}`);
      }
    },
    300_000,
  );

  it('are well typed, nearly all of them', () => {
    const typed = Array.from({ length: 100 }, (_, seed) => randomProgram(seed)).filter(
      (source) => analyze(source, { lints: false }).program,
    );
    expect(typed.length).toBeGreaterThan(90);
  });
});
