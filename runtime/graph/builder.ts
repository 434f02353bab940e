import type { Role } from '../../language';
import type {
  Attributes,
  DataType,
  Graph,
  GraphInput,
  GraphNode,
  Initializer,
  Parameter,
  TensorType,
} from './graph';
import type { Operation } from './operation';
import { sizeOf } from './shapes';

/** The result of an operation while its graph is being built. */
export interface Value extends TensorType {
  readonly id: number;
  readonly builder: GraphBuilder;
}

/** How many numbers all parameters of a graph hold together. */
export const parameterCount = (graph: Pick<Graph, 'parameters'>): number =>
  graph.parameters.reduce((total, { shape }) => total + sizeOf(shape), 0);

/** Collects inputs, parameters and operations into a graph; shapes are checked as each is added. */
export class GraphBuilder {
  readonly #nodes: GraphNode[] = [];
  readonly #parameters: Parameter[] = [];
  readonly #inputs: GraphInput[] = [];
  readonly #outputs: Record<string, number> = {};
  #parameterSize = 0;

  /** A builder that holds a finished graph and can add to it; its nodes keep their ids. */
  static from(graph: Graph): GraphBuilder {
    const builder = new GraphBuilder();
    builder.#nodes.push(...graph.nodes);
    builder.#parameters.push(...graph.parameters);
    builder.#inputs.push(...graph.inputs);
    Object.assign(builder.#outputs, graph.outputs);
    builder.#parameterSize = parameterCount(graph);
    return builder;
  }

  get nodeCount(): number {
    return this.#nodes.length;
  }

  input(name: string, shape: readonly number[], dtype: DataType = 'float32'): Value {
    const value = this.#add('input', [], { name }, { shape, dtype });
    this.#inputs.push({ name, node: value.id, shape, dtype });
    return value;
  }

  parameter(name: string, shape: readonly number[], role: Role, initializer: Initializer): Value {
    const value = this.#add('parameter', [], { name }, { shape, dtype: 'float32' });
    const offset = this.#parameterSize;
    this.#parameters.push({ name, shape, role, initializer, node: value.id, offset });
    this.#parameterSize += sizeOf(shape);
    return value;
  }

  /** Adds an operation. Throws its ShapeError when the inputs do not fit. */
  apply<A extends Attributes>(
    operation: Operation<A>,
    inputs: readonly Value[],
    attributes: A,
  ): Value {
    const type = operation.type(inputs, attributes);
    return this.#add(
      operation.name,
      inputs.map((input) => input.id),
      attributes,
      type,
    );
  }

  output(name: string, value: Value): void {
    this.#outputs[name] = value.id;
  }

  /** A handle to an earlier node, for transformations. */
  valueOf(id: number): Value {
    const node = this.#nodes[id]!;
    return { id, builder: this, shape: node.shape, dtype: node.dtype };
  }

  nodeOf(id: number): GraphNode {
    return this.#nodes[id]!;
  }

  build(): Graph {
    return {
      nodes: [...this.#nodes],
      parameters: [...this.#parameters],
      inputs: [...this.#inputs],
      outputs: { ...this.#outputs },
    };
  }

  #add(op: string, inputs: readonly number[], attributes: Attributes, type: TensorType): Value {
    const id = this.#nodes.length;
    this.#nodes.push({ id, op, inputs, attributes, shape: [...type.shape], dtype: type.dtype });
    return { id, builder: this, shape: type.shape, dtype: type.dtype };
  }
}

/** Adds an operation to the graph of its first input. */
export const apply = <A extends Attributes>(
  operation: Operation<A>,
  inputs: readonly [Value, ...Value[]],
  attributes: A,
): Value => inputs[0].builder.apply(operation, inputs, attributes);
