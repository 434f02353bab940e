import { compileModule, FunctionCode, instantiate, ModuleBuilder } from '../../../language';
import type { Call, Memory, Module, Stage } from '../../../language';
import type { Batch, Graph, GraphNode } from '../../graph/graph';
import type { PlacedTensor } from '../../graph/lowering';
import type { StepRandomness } from '../../graph/operation';
import { operationNamed } from '../../graph/operations/registry';
import { sizeOf } from '../../graph/shapes';
import { Constants } from './constants';
import { layOut, type Layout } from './layout';
import { schedule } from './schedule';
import { Staging } from './threads/staging';
import type { Workspace } from './workspace';
import { writeTasks } from './write-tasks';

/** A graph with where its parameters lie, and where the results that it is asked for are to lie. */
export interface GraphInMemory {
  readonly graph: Graph;
  /** The nodes that are to be worked out. */
  readonly wanted: readonly number[];
  /** The address of the flat parameters. */
  readonly weights: number;
  /** The nodes that hold the parameters' gradients, and the address of the flat buffer for them. */
  readonly gradients?: { readonly nodes: readonly number[]; readonly address: number };
}

/** A graph as WebAssembly. */
export interface CompiledGraph {
  /** Works the wanted nodes out, from the parameters as they stand in memory. */
  run(batch: Batch, randomness: StepRandomness): void;
  /** The numbers of a wanted node, by its place among them; they stand until the next run of any graph. */
  read(index: number): Float32Array | Int32Array;
}

/** A graph's module, for memories that are laid out alike. */
export interface WrittenGraph extends GraphInMemory {
  readonly drawn: readonly GraphNode[];
  readonly layout: Layout;
  readonly module: Module;
  /** The functions to be called, one stage after the other. */
  readonly stages: readonly Stage[];
}

/**
 * Compiles a graph to one module: a function for each operation or chain of element-wise ones, or each of their parts,
 * which many of the same kind share, and one that calls them all, or all between two that are in parts. Throws a sentence where the memory does not suffice.
 */
export const compileGraph = (given: GraphInMemory, workspace: Workspace): CompiledGraph =>
  putToWork(writeGraph(given, workspace), workspace);

/** Reserves what a graph needs, and writes its module. */
export function writeGraph(given: GraphInMemory, workspace: Workspace): WrittenGraph {
  const { graph, wanted, gradients } = given;
  const threads = workspace.crew?.size ?? 1;
  const plan = schedule(graph, [...wanted, ...(gradients?.nodes ?? [])], threads);
  const constants = new Constants(graph, plan.constants);
  const layout = layOut(given, plan, constants, workspace);

  const module = new ModuleBuilder(workspace.relaxed);
  module.importMemory('host', 'memory', workspace.arena.shared);
  const stages = new Staging(module);
  for (const calls of writeTasks(module, graph, plan.tasks, layout, constants.numbers))
    stages.add(calls);
  const copies = new FunctionCode([]);
  for (const { from, to, bytes } of layout.copies) {
    [to, from, bytes].forEach((number) => copies.i32(number));
    copies.copyMemory();
  }
  stages.add([{ index: module.add(copies), addresses: [] }]);
  const finished = stages.finish();
  const ready = compileModule(module.finish());
  return { ...given, drawn: plan.drawn, layout, module: ready, stages: finished };
}

/** Runs a written graph in memory that is reserved for it. */
export function putToWork(written: WrittenGraph, workspace: Workspace): CompiledGraph {
  const { graph, wanted, drawn, layout, module, stages } = written;
  const memory = workspace.arena.commit();
  for (const { address, data, dtype } of layout.constants)
    viewOf(memory.buffer, { address, dtype, shape: [data.length] }).set(data);
  const { crew } = workspace;
  const runStages = crew ? crew.prepare(module, memory, stages) : onlyStage(module, memory, stages);
  const inputs = graph.inputs
    .filter(({ node }) => layout.isPlaced(node))
    .map(({ name, node }) => ({ name, view: viewer(workspace, layout.placeOf(node)) }));
  const results = wanted.map((node) => viewer(workspace, layout.placeOf(node)));
  return {
    run(batch, randomness) {
      for (const { name, view } of inputs) {
        const into = view();
        const numbers = batch[name]!;
        if (numbers.length !== into.length)
          throw new Error(
            `The batch brings ${numbers.length} numbers for "${name}", and the model takes ${into.length}.`,
          );
        into.set(numbers);
      }
      for (const node of drawn) {
        const numbers = operationNamed(node.op).reference([], node.attributes, node, randomness);
        viewOf(workspace.arena.memory.buffer, layout.placeOf(node.id)).set(numbers);
      }
      runStages();
    },
    read: (index) => results[index]!(),
  };
}

/** What one thread alone calls: one function that does everything. */
function onlyStage(module: Module, memory: Memory, [stage]: readonly Stage[]): () => void {
  const [{ name }] = stage as readonly [Call];
  return instantiate(module, { host: { memory } })[name] as () => void;
}

/** Gives a view of a tensor again and again, made anew only where the memory has grown since. */
function viewer({ arena }: Workspace, place: PlacedTensor): () => Float32Array | Int32Array {
  let view = viewOf(arena.memory.buffer, place);
  return () => {
    const { buffer } = arena.memory;
    if (view.buffer !== buffer) view = viewOf(buffer, place);
    return view;
  };
}

function viewOf(
  buffer: ArrayBuffer,
  { address, shape, dtype }: PlacedTensor,
): Float32Array | Int32Array {
  const count = sizeOf(shape);
  return dtype === 'int32'
    ? new Int32Array(buffer, address, count)
    : new Float32Array(buffer, address, count);
}
