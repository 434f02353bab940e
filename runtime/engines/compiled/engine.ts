import {
  Arena,
  createCompiledOptimizer,
  hasRelaxed,
  type Crew,
  type StepContext,
} from '../../../language';
import { withActivity } from '../../graph/activity';
import { parameterCount } from '../../graph/builder';
import { withGradients } from '../../graph/gradients';
import type { Batch } from '../../graph/graph';
import { sizeOf } from '../../graph/shapes';
import type { Engine, EngineOptions, StepRequest, StepTensors } from '../engine';
import { found } from '../found';
import { initialWeights } from '../init';
import { scalarOutputs } from '../scalar-outputs';
import type { CompiledGraph } from './compile';
import { compileOnce } from './kept';
import { createCrew, type WorkerCrew } from './threads/crew';
import { withCrew } from './threads/crew-engine';
import { Workspace } from './workspace';

interface Evaluator {
  readonly scalars: readonly string[];
  readonly layers: readonly string[];
  /** Computes the scalars, then what the layers' units gave. */
  readonly graph: CompiledGraph;
}

const NOT_RELAXED =
  'This Node has no relaxed SIMD, so the run keeps to the kernels that are the same on every machine; Node 22 or newer has it.';

/**
 * Trains by WebAssembly of our own. Weights and gradients lie where the optimizer's kernels have them: the model writes
 * its gradients there, and nothing is copied in between. Equal options give equal losses to the bit on every machine,
 * with any number of threads.
 *
 * @param crewOf makes the threads, where there are to be several
 */
export function createCompiledEngine(
  options: EngineOptions,
  crewOf: (threads: number) => WorkerCrew = createCrew,
): Engine {
  const { threads = 1 } = options;
  if (threads === 1) return createEngine(options, null);
  const crew = crewOf(threads);
  return withCrew(createEngine(options, crew), crew);
}

const createEngine = (
  { graph, program, seed, ...rest }: EngineOptions,
  crew: Crew | null,
): Engine => {
  const relaxed = rest.relaxed === true && hasRelaxed();
  const { parameters } = graph(1, 'evaluate');
  const total = parameterCount({ parameters });
  const arena = new Arena(crew !== null);
  const workspace = new Workspace(arena, relaxed, crew);
  const optimizer = createCompiledOptimizer(program, parameters, arena, relaxed, crew);
  const { addresses } = optimizer;
  const at = `${addresses.weights} ${addresses.gradients}`;
  const trainers = new Map<number, CompiledGraph>();
  const evaluators = new Map<number, Evaluator>();
  let evaluationPoint: Float32Array | null = null;
  let lastContext: StepContext | null = null;

  initialWeights({ parameters }, seed).forEach((values, i) =>
    optimizer.weights.set(values, parameters[i]!.offset),
  );

  const trainer = (batchSize: number): CompiledGraph =>
    found(trainers, batchSize, () => {
      const make = () => {
        const whole = withGradients(graph(batchSize, 'train'));
        const gradients = { nodes: whole.gradients, address: addresses.gradients };
        return { graph: whole, wanted: [whole.outputs['loss']!], ...addresses, gradients };
      };
      return compileOnce(graph, `train ${batchSize} ${at}`, workspace, make).graph;
    });

  const evaluator = (batchSize: number): Evaluator =>
    found(evaluators, batchSize, () => {
      const make = () => {
        const { graph: whole, layers } = withActivity(graph(batchSize, 'evaluate'));
        const outputs = scalarOutputs(whole);
        return {
          graph: whole,
          wanted: [...outputs, ...layers].map(({ node }) => node),
          weights: addresses.weights,
          scalars: outputs.map(({ name }) => name),
          layers: layers.map(({ name }) => name),
        };
      };
      const { graph: ready, made } = compileOnce(
        graph,
        `evaluate ${batchSize} ${at}`,
        workspace,
        make,
      );
      return { scalars: made.scalars, layers: made.layers, graph: ready };
    });

  /** Puts other weights in the place of the current ones while it does something. */
  const atWeights = <T>(point: ArrayLike<number>, compute: () => T): T => {
    const kept = optimizer.weights.slice();
    optimizer.weights.set(point);
    const result = compute();
    optimizer.weights.set(kept);
    return result;
  };

  const parts = (flat: Float32Array): Float32Array[] =>
    parameters.map(({ offset, shape }) => flat.slice(offset, offset + sizeOf(shape)));

  const norms = (flat: Float32Array): number[] =>
    parameters.map(({ offset, shape }) => {
      let squares = 0;
      for (let i = offset; i < offset + sizeOf(shape); i++) squares += flat[i]! ** 2;
      return Math.sqrt(squares);
    });

  return {
    parameterCount: total,

    isObservable: true,
    isRepeatable: true,

    remark: rest.relaxed && !relaxed ? NOT_RELAXED : null,

    async trainStep(request) {
      const { batch, batchSize, measured, tensors: wanted, observed } = request;
      const randomness = { seed, step: request.step };
      const step = trainer(batchSize);
      let passes = 0;
      const passAt = (point: readonly Float64Array[]) => {
        passes++;
        const gradients = optimizer.gradients.slice();
        return atWeights(joined(point), () => {
          step.run(batch, randomness);
          const answer = { loss: step.read(0)[0]!, gradients: parts(optimizer.gradients) };
          optimizer.gradients.set(gradients);
          return answer;
        });
      };
      step.run(batch, randomness);
      const loss = step.read(0)[0]!;
      lastContext = contextOf(request, loss, seed);
      const before = measured ? [norms(optimizer.gradients), norms(optimizer.weights)] : null;
      const weights = wanted ? parts(optimizer.weights) : null;
      const updates = measured || wanted;
      const observe = observed ?? false;
      const statements = optimizer.step(lastContext, { updates, passes: passAt, observe });
      evaluationPoint = null;
      const tensors: StepTensors | null = weights && {
        weights,
        gradients: parts(optimizer.gradients),
        updates: parts(optimizer.updates),
      };
      return {
        loss,
        norms: before && {
          gradient: before[0]!,
          update: norms(optimizer.updates),
          weight: before[1]!,
        },
        tensors,
        extraPasses: passes,
        statements,
      };
    },

    async evaluate(batch: Batch, batchSize: number) {
      const { scalars, layers, graph: evaluation } = evaluator(batchSize);
      const read = (): Float32Array[] => {
        evaluation.run(batch, { seed, step: 0 });
        return [...scalars, ...layers].map((_, i) => Float32Array.from(evaluation.read(i)));
      };
      if (program.evalPoint) evaluationPoint ??= optimizer.evalPoint();
      const values = evaluationPoint ? atWeights(evaluationPoint, read) : read();
      return {
        scalars: Object.fromEntries(scalars.map((name, i) => [name, values[i]![0]!])),
        activity: Object.fromEntries(layers.map((name, i) => [name, values[scalars.length + i]!])),
      };
    },

    async readState() {
      const evaluation = program.evalPoint ? { evaluation: parts(optimizer.evalPoint()) } : {};
      return {
        weights: parts(optimizer.weights),
        slots: optimizer.readSlots(),
        ...evaluation,
        context: lastContext,
      };
    },

    writeState(state) {
      state.weights.forEach((values, i) => optimizer.weights.set(values, parameters[i]!.offset));
      evaluationPoint = null;
      lastContext = state.context;
      if (state.slots !== null && lastContext !== null)
        optimizer.writeSlots(state.slots, lastContext);
    },

    async readWeights() {
      return optimizer.weights.slice();
    },

    dispose() {
      trainers.clear();
      evaluators.clear();
      arena.release();
    },
  };
};

/** What the program is told of a step; written out, since that is faster than by rest and spread. */
const contextOf = (
  { step, totalSteps, lr, lrPeak, epochEnd, hyper }: StepRequest,
  loss: number,
  seed: number,
): StepContext => ({ step, totalSteps, lr, lrPeak, loss, epochEnd, hyper, seed });

/** Lists one after the other. */
function joined(lists: readonly ArrayLike<number>[]): Float32Array {
  const flat = new Float32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const list of lists) {
    flat.set(list, end);
    end += list.length;
  }
  return flat;
}
