import type { Program } from '../ir/program';
import { licence, stateStep, written, type Step } from './derivation';
import { readProgram, Unsimplifiable, type Form } from './read';
import { show } from './show';
import { dropDeadSlots, mergeEqualSlots, solveStepSlots, type Hyperparameters } from './state';
import { writeProgram } from './write';

export interface Simplified {
  readonly program: Program;
  readonly steps: readonly Step[];
}

/** Programs beyond this many operations are left as they are. */
export const LARGEST = 1000;

/**
 * The program's normal form, slots that are not needed left out; null where it has none.
 *
 * @param hypers whether the form must hold while they are changed, too
 */
export function normalForm(
  program: Program,
  hypers: Hyperparameters = 'may change',
): { form: Form; steps: Step[] } | null {
  if (program.train.statements.length > LARGEST) return null;
  try {
    const { form, statements } = readProgram(program);
    const derivation = statements
      .filter(({ rules }) => rules.size > 0)
      .map(({ statement, node, rules }): Step => {
        const { name, span } = statement;
        const value = show(node, form.names);
        const before = written(program.train.statements, statement);
        const after = name === null ? value : `${name} = ${value}`;
        return { ...licence(rules, form.names), before, after, span };
      })
      .filter(({ before, after }) => before !== after);
    return passes(form, derivation, hypers);
  } catch (error) {
    if (error instanceof Unsimplifiable) return null;
    throw error;
  }
}

function passes(
  start: Form,
  derivation: Step[],
  hypers: Hyperparameters,
): { form: Form; steps: Step[] } {
  let form = start;
  for (const pass of [dropDeadSlots, mergeEqualSlots, solveStepSlots]) {
    for (let again = true; again;) {
      const result = pass(form, hypers);
      form = result.form;
      derivation.push(...result.steps.map(stateStep));
      again = result.steps.length > 0 && pass !== dropDeadSlots;
    }
  }
  const last = dropDeadSlots(form);
  return { form: last.form, steps: [...derivation, ...last.steps.map(stateStep)] };
}

/**
 * The same program with less: it gives the same updates for all weights and gradients, over the reals (rounding
 * may differ), for hyperparameters anywhere in their ranges, also where they change while it runs. The steps say how it came about.
 * Itself, without steps, where it has no such form outside of its branches.
 */
export function simplify(program: Program): Simplified {
  const normal = normalForm(program);
  const simpler = normal && writeProgram(program, normal.form);
  return simpler ? { program: simpler, steps: normal.steps } : { program, steps: [] };
}
