import {
  createCompiledOptimizer,
  findFunction,
  type CompiledOptimizer,
  type Observation,
  type Program,
  type SlotValues,
  type StepContext,
} from '../../../language';
import type { Parameter } from '../../graph/graph';

/** What a step starts from; lists by parameter. */
export interface StepBeginning {
  readonly weights: readonly Float32Array[];
  readonly gradients: readonly Float32Array[];
  readonly slots: SlotValues | null;
  readonly context: StepContext;
}

/**
 * Tells what the statements of a program give in a step that something else makes: works the step out once more, by a
 * compiled program of its own. Null for a program that asks the model for more than a gradient.
 */
export function createStatementObserver(
  program: Program,
  parameters: readonly Parameter[],
): ((at: StepBeginning) => Observation | null) | null {
  const asks = program.train.statements.some(({ fn }) => findFunction(fn)?.meaning.per === 'pass');
  if (asks) return null;
  let optimizer: CompiledOptimizer | null = null;
  return ({ weights, gradients, slots, context }) => {
    // Before the first step there are no slots: it makes its own.
    if (slots === null) optimizer = null;
    optimizer ??= createCompiledOptimizer(program, parameters);
    const { weights: w, gradients: g } = optimizer;
    parameters.forEach(({ offset }, i) => {
      w.set(weights[i]!, offset);
      g.set(gradients[i]!, offset);
    });
    if (slots !== null) optimizer.writeSlots(slots, context);
    return optimizer.step(context, { observe: true });
  };
}
