import { createReferenceOptimizer, type Observation, type StepContext } from '../../language';
import { withActivity } from '../graph/activity';
import { parameterCount } from '../graph/builder';
import { withGradients } from '../graph/gradients';
import { lengthOf, type Engine, type EngineOptions } from './engine';
import { initialWeights } from './init';
import { interpret } from './reference';
import { scalarOutputs } from './scalar-outputs';

/** Trains in float64 by the reference interpreters of graph and program: slow, and what other engines must agree with. */
export const createReferenceEngine = ({ graph, program, seed }: EngineOptions): Engine => {
  const { parameters } = graph(1, 'evaluate');
  const optimizer = createReferenceOptimizer(program, parameters, 'float64');
  let weights = initialWeights({ parameters }, seed).map((values) => Float64Array.from(values));
  let lastContext: StepContext | null = null;

  return {
    parameterCount: parameterCount({ parameters }),

    isObservable: true,
    isRepeatable: true,

    async trainStep({ batch, batchSize, measured, tensors: wanted, observed, ...request }) {
      const whole = withGradients(graph(batchSize, 'train'));
      const randomness = { seed, step: request.step };
      let passes = 0;
      const passAt = (parameters: readonly Float64Array[]) => {
        passes++;
        const values = interpret(whole, { batch, parameters, randomness });
        return {
          loss: values[whole.outputs['loss']!]!.data[0]!,
          gradients: whole.gradients.map((node) => values[node]!.data),
        };
      };
      const { loss, gradients } = passAt(weights);
      lastContext = { ...request, loss, seed };
      let statements: Observation | null = null;
      const see = observed ? (values: Observation): void => void (statements = values) : undefined;
      const updates = optimizer.step(weights, gradients, lastContext, passAt, see);
      const norms = measured
        ? {
            gradient: gradients.map(lengthOf),
            update: updates.map(lengthOf),
            weight: weights.map(lengthOf),
          }
        : null;
      const tensors = wanted
        ? {
            weights: weights.map(asFloats),
            gradients: gradients.map(asFloats),
            updates: updates.map(asFloats),
          }
        : null;
      weights = weights.map((weight, p) => weight.map((value, i) => value - updates[p]![i]!));
      return { loss, norms, tensors, extraPasses: passes - 1, statements };
    },

    async evaluate(batch, batchSize) {
      const { graph: whole, layers } = withActivity(graph(batchSize, 'evaluate'));
      const point = optimizer.evalPoint(weights);
      const randomness = { seed, step: 0 };
      const values = interpret(whole, { batch, parameters: point, randomness });
      return {
        scalars: Object.fromEntries(
          scalarOutputs(whole).map(({ name, node }) => [name, values[node]!.data[0]!]),
        ),
        activity: Object.fromEntries(
          layers.map(({ name, node }) => [name, Float32Array.from(values[node]!.data)]),
        ),
      };
    },

    async readState() {
      const copies = weights.map((values) => values.slice());
      const evaluation = program.evalPoint ? { evaluation: optimizer.evalPoint(weights) } : {};
      return {
        weights: copies,
        slots: optimizer.readSlots(),
        ...evaluation,
        context: lastContext,
      };
    },

    writeState(state) {
      weights = state.weights.map((values) => Float64Array.from(values));
      lastContext = state.context;
      if (state.slots !== null && lastContext !== null)
        optimizer.writeSlots(state.slots, lastContext);
    },

    async readWeights() {
      const flat = new Float32Array(parameterCount({ parameters }));
      weights.forEach((values, i) => flat.set(values, parameters[i]!.offset));
      return flat;
    },

    dispose() {
      weights = [];
    },
  };
};

const asFloats = (values: ArrayLike<number>): Float32Array => Float32Array.from(values);
