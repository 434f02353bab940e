import type { TensorFacts } from '../functions/entry';
import { sizeHypers } from '../ir/extent';
import type { Program, Slot } from '../ir/program';
import type { StepContext } from '../parameters';
import type { Given } from './evaluate';

/** Everything that an optimizer remembers between steps: a number for a slot of model extent, else a list per tensor. */
export type SlotValues = Readonly<Record<string, number | readonly ArrayLike<number>[]>>;

/** Said where a program wants a pass through a model that is not there. */
export const NO_PASSES =
  'The program asks for the gradient or loss at other weights (`gradient_at`, `loss_at`, `hvp`), which needs a model; train with it instead.';

/** The number behind an operand that is one number for the whole model; null for any other. */
export const modelNumber = (
  operand: Given,
  context: StepContext,
  program: Program,
): number | null => modelReader(operand, program)?.(context) ?? null;

/** How to tell from a step the number that an operand is for the whole model; null for any other operand. */
export function modelReader(
  operand: Given,
  program: Program,
): ((context: StepContext) => number) | null {
  if (operand.from === 'hyper') return hyperReader(program, operand.name);
  if (operand.from === 'slot') return null;
  switch (operand.name) {
    case 'lr':
      return ({ lr }) => lr;
    case 'step':
      return ({ step }) => step;
    case 'total_steps':
      return ({ totalSteps }) => totalSteps;
    case 'lr_peak':
      return ({ lrPeak }) => lrPeak;
    case 'loss':
      return ({ loss }) => loss;
    case 'epoch_end':
      return ({ epochEnd }) => (epochEnd ? 1 : 0);
    case 'w':
    case 'g':
    case 'update':
      return null;
  }
}

function hyperReader(program: Program, name: string): (context: StepContext) => number {
  if (name === 'lr') return ({ lr }) => lr;
  const declared = program.hypers.find((hyper) => hyper.name === name);
  return ({ hyper }) => {
    const value = hyper[name] ?? declared?.default;
    if (value === undefined)
      throw new Error(`The program reads a hyperparameter "${name}" that it does not declare.`);
    return value;
  };
}

const hyperValue = (program: Program, context: StepContext, name: string): number =>
  hyperReader(program, name)(context);

/** The hyperparameters that say how large something is: they keep the values of the first step. */
export class SettledSizes {
  private values: Readonly<Record<string, number>> = {};

  constructor(private readonly program: Program) {}

  /** Takes them from a step, and tells them to what is known of the tensors. */
  settle(tensors: readonly TensorFacts[], context: StepContext): TensorFacts[] {
    const sizes = [...sizeHypers(this.program)].map((name) => {
      const value = hyperValue(this.program, context, name);
      return [name, Math.max(1, Math.round(value))] as const;
    });
    this.values = Object.fromEntries(sizes);
    return tensors.map((facts) => ({ ...facts, sizes: this.values }));
  }

  /** The number behind a hyperparameter that is a size; undefined for anything else. */
  of(operand: Given): number | undefined {
    return operand.from === 'hyper' ? this.values[operand.name] : undefined;
  }
}

/** One tensor's part of a saved slot; throws where it was saved in another size. */
export function savedPart(
  saved: readonly ArrayLike<number>[],
  t: number,
  { name }: Slot,
  { rows, cols }: { readonly rows: number; readonly cols: number },
): ArrayLike<number> {
  if (saved[t].length !== rows * cols)
    throw new Error(
      `The saved "${name}" has ${saved[t].length} numbers where the program now keeps ${rows} × ${cols}; give the hyperparameters that say sizes their former values.`,
    );
  return saved[t];
}

/** The saved value of a slot; throws where what is handed in was saved by another program. */
export function savedSlot(values: SlotValues, slot: Slot): SlotValues[string] {
  const value = values[slot.name];
  const fits = slot.extent === 'model' ? typeof value === 'number' : Array.isArray(value);
  if (!fits) {
    throw new Error(`The saved state has no "${slot.name}" of the kind that the program keeps.`);
  }
  return value;
}
