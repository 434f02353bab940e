import type { Graph, GraphNode } from '../../graph/graph';
import type { Share } from '../../graph/cutting';
import type { RoutinePart } from '../../graph/lowering';
import { operationNamed } from '../../graph/operations/registry';
import { sameShape } from '../../graph/shapes';
import { found } from '../found';
import { cutElements, cutRoutine } from './threads/cut';
import type { ElementGroup } from './write-elements';

/**
 * A group of element-wise nodes, or one node with a routine. Each of its parts becomes a function of the module; several
 * threads may work on them at once.
 */
export type Task =
  | {
      readonly kind: 'elements';
      readonly group: ElementGroup;
      readonly node: GraphNode;
      readonly parts: readonly Share[];
    }
  | {
      readonly kind: 'routine';
      readonly node: GraphNode;
      readonly parts: readonly RoutinePart[];
    };

/** What is done at each run, and what stands still. */
export interface Schedule {
  readonly tasks: readonly Task[];
  /** Nodes whose numbers never change, in the graph's order. */
  readonly constants: ReadonlySet<number>;
  /** Needed nodes that are drawn before each run. */
  readonly drawn: readonly GraphNode[];
  /** The node in whose memory another one's numbers lie; itself for most. */
  readonly holderOf: (id: number) => number;
}

/**
 * Orders what a graph needs for the wanted nodes. A node that goes element by element, and is asked for by one group
 * of its shape only, becomes part of that group: it is worked out there and never stored.
 *
 * @param threads for how many to cut the tasks
 */
export function schedule(graph: Graph, wanted: readonly number[], threads = 1): Schedule {
  const { nodes } = graph;
  const constants = findConstants(graph);
  const kinds = nodes.map((node) => (constants.has(node.id) ? 'constant' : kindOf(node)));
  const needed = new Set(wanted);
  const users = new Map<number, GraphNode[]>();
  for (const node of [...nodes].reverse()) {
    if (!needed.has(node.id) || kinds[node.id] === 'constant') continue;
    for (const input of node.inputs) {
      needed.add(input);
      found(users, input, (): GraphNode[] => []).push(node);
    }
  }

  const asked = new Set(wanted);
  const groups = new Map<number, GraphNode>();
  for (const node of [...nodes].reverse()) {
    if (!needed.has(node.id) || kinds[node.id] !== 'elements') continue;
    const roots = new Set((users.get(node.id) ?? []).map(({ id }) => groups.get(id)));
    const [root] = roots;
    const joins =
      roots.size === 1 && root && !asked.has(node.id) && sameShape(root.shape, node.shape);
    groups.set(node.id, joins ? root : node);
  }
  const members = new Map<number, GraphNode[]>();
  for (const node of nodes) {
    const root = groups.get(node.id);
    if (root) found(members, root.id, (): GraphNode[] => []).push(node);
  }

  const tasks = nodes.flatMap((node): Task[] => {
    if (!needed.has(node.id)) return [];
    if (kinds[node.id] === 'routine')
      return [{ kind: 'routine', node, parts: cutRoutine(node, nodes, threads) }];
    if (groups.get(node.id) !== node) return [];
    const group = { root: node, members: members.get(node.id)! };
    return [{ kind: 'elements', node, group, parts: cutElements(group, threads) }];
  });
  const holderOf = (id: number): number =>
    kinds[id] === 'view' ? holderOf(nodes[id]!.inputs[0]!) : id;
  const drawn = nodes.filter(({ id }) => needed.has(id) && kinds[id] === 'drawn');
  return { tasks, constants, drawn, holderOf };
}

type Kind = 'leaf' | 'drawn' | 'view' | 'elements' | 'routine';

function kindOf({ op }: GraphNode): Kind {
  if (op === 'input' || op === 'parameter') return 'leaf';
  const { kind } = operationNamed(op).compiled;
  return kind === 'given' ? 'drawn' : kind;
}

/** Nodes that depend on nothing that a run brings. */
function findConstants({ nodes }: Graph): ReadonlySet<number> {
  const constants = new Set<number>();
  for (const { id, op, inputs } of nodes) {
    if (op === 'input' || op === 'parameter' || operationNamed(op).random) continue;
    if (inputs.every((input) => constants.has(input))) constants.add(id);
  }
  return constants;
}
