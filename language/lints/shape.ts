import type { Graph } from '../analysis/graph';
import type { Operand } from '../ir/program';

const SHAPE: ReadonlySet<string> = new Set(['ndim', 'role', 'rows', 'cols', 'numel']);

/** Whether a condition asks what shape or role the tensor has. */
export function asksShape(condition: Operand, graph: Graph): boolean {
  return graph.dependsOn(condition, (part) => SHAPE.has(graph.maker(part)?.fn ?? ''));
}
