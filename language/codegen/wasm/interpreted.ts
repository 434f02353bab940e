import { createReferenceOptimizer } from '../../interpret/reference';
import type { Observation } from '../../interpret/figures';
import { isNamed } from '../../ir/extent';
import type { Body, Program, Statement } from '../../ir/program';
import type { ParameterInfo, StepContext } from '../../parameters';
import type { Arena } from './arena';
import type { CompiledOptimizer } from './optimizer';

/** The statements of all bodies of a program whose values have sizes of their own, which no kernel goes through. */
export function statementsOfOtherSizes(program: Program): Statement[] {
  const bodies: (Body | null)[] = [
    program.train,
    program.evalPoint,
    ...program.slots.map(({ initial }) => initial),
  ];
  return bodies.flatMap((body) =>
    (body?.statements ?? []).filter(({ type }) => !isNamed(type.extent)),
  );
}

/** A program that the interpreter works out as a whole, in float32, behind the door of a compiled one. */
export function createInterpretedOptimizer(
  program: Program,
  parameters: readonly ParameterInfo[],
  arena: Arena,
): CompiledOptimizer {
  const reference = createReferenceOptimizer(program, parameters, 'float32');
  const sizes = parameters.map(({ shape }) => shape.reduce((a, b) => a * b, 1));
  const total = sizes.reduce((a, b) => a + b, 0);
  const addresses = {
    weights: arena.reserve(4 * total, 'the weights'),
    gradients: arena.reserve(4 * total, 'the gradients'),
  };
  arena.commit();
  const updates = new Float32Array(total);
  const weights = (): Float32Array => arena.floats(addresses.weights, total);
  const gradients = (): Float32Array => arena.floats(addresses.gradients, total);
  const split = (flat: Float32Array): Float32Array[] => {
    let end = 0;
    return sizes.map((size) => flat.subarray(end, (end += size)));
  };
  const join = (lists: readonly Float64Array[], into: Float32Array): Float32Array => {
    split(into).forEach((part, t) => part.set(lists[t]));
    return into;
  };
  return {
    get weights() {
      return weights();
    },
    get gradients() {
      return gradients();
    },
    updates,
    addresses,
    step(context: StepContext, { passes, observe = false } = {}) {
      let seen: Observation | null = null;
      const see = (values: Observation): void => void (seen = values);
      // Copies: whoever passes through the model puts other weights where these are.
      const [w, g] = [split(weights().slice()), split(gradients().slice())];
      join(reference.step(w, g, context, passes, observe ? see : undefined), updates);
      const changed = weights();
      changed.forEach((x, i) => (changed[i] = x - updates[i]));
      return seen;
    },
    evalPoint: () => join(reference.evalPoint(split(weights())), new Float32Array(total)),
    readSlots: () => reference.readSlots(),
    writeSlots: (values, context) => reference.writeSlots(values, context),
    interpreted: [...new Set(program.train.statements.map(({ fn }) => fn))],
  };
}
