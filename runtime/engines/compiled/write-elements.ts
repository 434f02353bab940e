import {
  KernelGraph,
  PACE,
  Values,
  VECTOR,
  VECTOR_MEMORY,
  type FunctionCode,
  type KernelNode,
  type Local,
  type Pace,
} from '../../../language';
import type { GraphNode } from '../../graph/graph';
import type { PlacedTensor } from '../../graph/lowering';
import { operationNamed } from '../../graph/operations/registry';
import { broadcastStrides, sizeOf, stridesOf } from '../../graph/shapes';
import { LANES, storeLanes } from '../../kernels/lanes';
import { loopNest, type Loop } from '../../kernels/loop-nest';
import { advance, repeat } from '../../kernels/loops';

/** Nodes that are worked out together, element by element; the last one is stored. */
export interface ElementGroup {
  readonly root: GraphNode;
  /** In the graph's order, the root last. */
  readonly members: readonly GraphNode[];
}

/** What a group reads: a tensor in memory, or the same number everywhere. */
export type Operand = PlacedTensor | number;

/** Writes a function that works a group out; gives its body. */
export function writeElements(
  code: FunctionCode,
  { root, members }: ElementGroup,
  operandOf: (id: number) => Operand,
  result: PlacedTensor,
): FunctionCode {
  return new ElementWriting(code, root.shape, result).write(members, operandOf);
}

class ElementWriting {
  private readonly graph = new KernelGraph();
  private readonly loads: PlacedTensor[] = [];
  /** Of each load, the local that says how far it has come, in bytes. */
  private cursors: Local[] = [];

  constructor(
    private readonly code: FunctionCode,
    private readonly shape: readonly number[],
    private readonly result: PlacedTensor,
  ) {}

  write(members: readonly GraphNode[], operandOf: (id: number) => Operand): FunctionCode {
    const value = this.draw(members, operandOf);
    const { code } = this;
    const strides = [stridesOf(this.shape), ...this.loads.map((load) => this.stridesFor(load))];
    const loops = loopNest(this.shape, strides);
    const inner = loops.at(-1) ?? { extent: 1, strides: strides.map(() => 1) };
    const moving = this.assignCursors(loops.length === 0 ? [inner] : loops);
    const values = new Values(code, {
      load: (buffer) => this.load(buffer, inner.strides[buffer + 1] === 0),
      argument: () => undefined,
      imported: () => 0,
    });
    values.count(value);
    values.settle(PACE.kernel);
    const stored = code.local('v128');
    const block = (count: number): void => {
      values.settle(PACE.block);
      values.emit(value);
      code.set(stored);
      storeLanes(code, moving[0]!.cursor, this.result.address, stored, count);
      values.forget(PACE.block);
    };
    const blocks = Math.floor(inner.extent / LANES);
    const rest = inner.extent % LANES;
    const row = (): void => {
      values.settle(PACE.row);
      const step = (times: number): void =>
        moving.forEach(({ cursor, strides }) =>
          advance(code, cursor, 4 * LANES * times * strides.at(-1)!),
        );
      if (blocks > 0)
        repeat(code, blocks, () => {
          block(LANES);
          step(1);
        });
      if (rest > 0) block(rest);
      step(-blocks);
      values.forget(PACE.row);
    };
    this.outer(loops.slice(0, -1), moving, row);
    return code;
  }

  /** The group's values as a kernel's graph; gives the one that is stored. */
  private draw(members: readonly GraphNode[], operandOf: (id: number) => Operand): KernelNode {
    const { narrow } = this.graph;
    const values = new Map<number, KernelNode>();
    const valueOf = (id: number): KernelNode => {
      const known = values.get(id);
      if (known) return known;
      const operand = operandOf(id);
      const value =
        typeof operand === 'number'
          ? (narrow.constant(operand) as KernelNode)
          : this.graph.load(this.loads.push(operand) - 1, this.paceOf(operand));
      values.set(id, value);
      return value;
    };
    for (const { id, op, inputs, attributes } of members) {
      const lowering = operationNamed(op).compiled;
      if (lowering.kind !== 'elements') throw new Error(`${op} does not go element by element.`);
      values.set(id, lowering.of(narrow, inputs.map(valueOf), attributes) as KernelNode);
    }
    return narrow.number(values.get(members.at(-1)!.id)!) as KernelNode;
  }

  private stridesFor({ shape }: PlacedTensor): number[] {
    return broadcastStrides(shape, this.shape);
  }

  private paceOf(load: PlacedTensor): Pace {
    if (sizeOf(load.shape) === 1) return PACE.kernel;
    const last = this.shape.findLastIndex((extent) => extent !== 1);
    return this.stridesFor(load)[last] === 0 ? PACE.row : PACE.block;
  }

  /** One local for all tensors that are walked alike. The first is the result's. */
  private assignCursors(loops: readonly Loop[]): Moving[] {
    const moving = new Map<string, Moving>();
    const cursorFor = (index: number): Local => {
      const strides = loops.map((loop) => loop.strides[index]!);
      const key = strides.join();
      const known = moving.get(key);
      if (known) return known.cursor;
      const cursor = this.code.local('i32');
      moving.set(key, { cursor, strides });
      return cursor;
    };
    cursorFor(0);
    this.cursors = this.loads.map((_, i) => cursorFor(i + 1));
    return [...moving.values()];
  }

  /** Runs `body` in all loops but the innermost. */
  private outer(
    loops: readonly Loop[],
    moving: readonly Moving[],
    body: () => void,
    depth = 0,
  ): void {
    const [loop, ...inner] = loops;
    if (!loop) {
      body();
      return;
    }
    repeat(this.code, loop.extent, () => {
      this.outer(inner, moving, body, depth + 1);
      moving.forEach(({ cursor, strides }) => advance(this.code, cursor, 4 * strides[depth]!));
    });
    // What lies further out goes on from where this loop began.
    if (depth > 0)
      moving.forEach(({ cursor, strides }) =>
        advance(this.code, cursor, -4 * strides[depth]! * loop.extent),
      );
  }

  private load(buffer: number, repeated: boolean): void {
    const { code } = this;
    const { address, dtype } = this.loads[buffer]!;
    code.get(this.cursors[buffer]!);
    code.vectorMemory(
      repeated ? VECTOR_MEMORY.v128_load32_splat : VECTOR_MEMORY.v128_load,
      address,
    );
    if (dtype === 'int32') code.vector(VECTOR.f32x4_convert_i32x4_s);
  }
}

interface Moving {
  readonly cursor: Local;
  /** By loop, in numbers. */
  readonly strides: readonly number[];
}
