import { describe, expect, it } from 'vitest';
import { analyze } from '../../analyze';
import type { Program } from '../../ir/program';
import { disagreement, type Allowance } from '../../testing/agreement';
import { inputsFor, type Given, type Lists } from '../../testing/random-inputs';
import { randomProgram } from '../../testing/random-programs';
import { createCompiledOptimizer } from './optimizer';

/** OPTISCOPE_PROGRAMS=5000 tries them all; otherwise a tenth. */
const PROGRAMS = Number(process.env['OPTISCOPE_PROGRAMS'] ?? 500);
const BATCH = 100;

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

/** Functions may be off by two units in the last place. */
const ALLOWANCE: Allowance = { units: 1, sums: false, slack: 2 ** -22 };

describe('random programs', () => {
  const batches = Array.from({ length: Math.ceil(PROGRAMS / BATCH) }, (_, batch) => batch * BATCH);

  it.each(batches)(
    'agree with the reference: %i and on',
    (first) => {
      for (let seed = first; seed < Math.min(first + BATCH, PROGRAMS); seed++) {
        const source = randomProgram(seed);
        const { program } = analyze(source, { lints: false });
        if (!program) continue;
        const given = inputsFor(program, seed);
        const found = disagreement(program, given, compiled(program, given), seed, ALLOWANCE);
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
