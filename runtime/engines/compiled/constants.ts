import type { Graph, GraphNode } from '../../graph/graph';
import type { ReferenceTensor } from '../../graph/operation';
import { operationNamed } from '../../graph/operations/registry';
import { showShape, sizeOf } from '../../graph/shapes';

/** Of numbers in float32, what compiled programs reach. */
const MOST_NUMBERS = 2 ** 30;

const AT_NO_STEP = { seed: 0, step: 0 };

/** The nodes of a graph whose numbers never change, worked out by the reference. */
export class Constants {
  /** The numbers of those that hold one everywhere; only where they are asked for are they written out. */
  readonly numbers = new Map<number, number>();
  private readonly tensors = new Map<number, ReferenceTensor>();

  constructor(
    private readonly graph: Graph,
    ids: ReadonlySet<number>,
  ) {
    for (const node of graph.nodes) {
      if (!ids.has(node.id)) continue;
      const same = this.sameNumber(node) ?? numberOf(this.tensor(node.id));
      if (same !== undefined) this.numbers.set(node.id, same);
    }
  }

  /** All its numbers. Throws a sentence where they are more than fit into memory. */
  tensor(id: number): ReferenceTensor {
    let tensor = this.tensors.get(id);
    if (!tensor) this.tensors.set(id, (tensor = this.workOut(this.graph.nodes[id]!)));
    return tensor;
  }

  private workOut({ id, op, inputs, attributes, shape, dtype }: GraphNode): ReferenceTensor {
    const count = sizeOf(shape);
    if (count >= MOST_NUMBERS)
      throw new Error(
        `A constant of the model (${op}, ${showShape(shape)}) takes ${((4 * count) / 2 ** 30).toFixed(1)} GB, ` +
          'and compiled programs have 4; use another backend.',
      );
    const number = this.numbers.get(id);
    if (number !== undefined) return { shape, dtype, data: new Float64Array(count).fill(number) };
    const given = inputs.map((input) => this.tensor(input));
    const data = operationNamed(op).reference(given, attributes, { shape, dtype }, AT_NO_STEP);
    return { shape, dtype, data: data.map(Math.fround) };
  }

  /** The number that a node is known to hold everywhere because its inputs hold one each. */
  private sameNumber({ op, inputs, attributes, dtype }: GraphNode): number | undefined {
    const { same, compiled, reference } = operationNamed(op);
    if (!inputs.every((input) => this.numbers.has(input))) return undefined;
    const given = inputs.map((input) => this.numbers.get(input)!);
    if (same) return Math.fround(same(given, attributes));
    if (compiled.kind === 'view') return given[0];
    if (compiled.kind !== 'elements') return undefined;
    const single = given.map((number, i) => ({
      shape: [],
      dtype: this.graph.nodes[inputs[i]!]!.dtype,
      data: Float64Array.of(number),
    }));
    return Math.fround(reference(single, attributes, { shape: [], dtype }, AT_NO_STEP)[0]!);
  }
}

/** The number that a tensor holds everywhere, where it does. */
function numberOf({ data }: ReferenceTensor): number | undefined {
  return data.every((number) => Object.is(number, data[0])) ? data[0] : undefined;
}
