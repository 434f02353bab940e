import type { DataType, GraphNode } from '../../graph/graph';
import type { PlacedTensor } from '../../graph/lowering';
import { showShape, sizeOf } from '../../graph/shapes';
import type { GraphInMemory } from './compile';
import type { Constants } from './constants';
import { planMemory, type Lifetime } from './memory-plan';
import type { Schedule, Task } from './schedule';
import type { Workspace } from './workspace';

/** Bytes of a number. */
const NUMBER = 4;

/** Where everything lies. */
export interface Layout {
  /** Of memory that others may use between two runs. */
  readonly workspaceBytes: number;
  readonly placeOf: (id: number) => PlacedTensor;
  readonly isPlaced: (id: number) => boolean;
  /** The scratch memory of a node's routine, of its parts one after the other. */
  readonly scratchOf: (id: number) => number;
  /** What has to be written before the first run. */
  readonly constants: readonly {
    readonly address: number;
    readonly dtype: DataType;
    readonly data: Float64Array;
  }[];
  /** What has to be copied after each run. */
  readonly copies: readonly {
    readonly from: number;
    readonly to: number;
    readonly bytes: number;
  }[];
}

/**
 * Gives each tensor its memory: parameters and gradients where their owner has them, all others as the plan says.
 * Constants that hold one number everywhere have none for element-wise code, which has the number in itself.
 */
export function layOut(
  { graph, wanted, weights, gradients }: GraphInMemory,
  { tasks, drawn, holderOf, constants: constantNodes }: Schedule,
  constants: Constants,
  workspace: Workspace,
): Layout {
  const { nodes } = graph;
  const bytesOf = (id: number): number => NUMBER * sizeOf(nodes[id]!.shape);
  const fixed = new Map<number, number>();
  for (const { node, offset } of graph.parameters) fixed.set(node, weights + NUMBER * offset);

  const readings = new Map(
    tasks.map((task) => [task, readBy(task, constants.numbers).map(holderOf)]),
  );
  const read = (task: Task): readonly number[] => readings.get(task)!;
  const uses = lastUses(tasks, read);
  const made = new Map(tasks.map(({ node }, place) => [node.id, place]));
  const copied: { holder: number; to: number; bytes: number }[] = [];
  gradients?.nodes.forEach((node, i) => {
    const to = gradients.address + NUMBER * graph.parameters[i]!.offset;
    const holder = holderOf(node);
    if (made.has(holder) && !fixed.has(holder)) fixed.set(holder, to);
    else copied.push({ holder, to, bytes: bytesOf(holder) });
  });

  const lasting = new Set([...wanted, ...copied.map(({ holder }) => holder)].map(holderOf));
  const lastUse = (id: number): number => (lasting.has(id) ? tasks.length : (uses.get(id) ?? -1));
  const pieceOf = reuse(tasks, made, fixed, lastUse, bytesOf, read);

  // A piece of memory for each tensor that is not in another one's place, then one for each routine's scratch.
  const pieces: Lifetime[] = [];
  const pieceIndex = new Map<number, number>();
  const addPiece = (id: number, from: number): void => {
    const holder = pieceOf(id);
    const known = pieceIndex.get(holder);
    const to = lastUse(id);
    if (known === undefined)
      pieceIndex.set(holder, pieces.push({ bytes: bytesOf(id), from, to }) - 1);
    else pieces[known] = { ...pieces[known]!, to: Math.max(to, pieces[known]!.to) };
  };
  for (const { node } of graph.inputs) if (lastUse(node) >= 0) addPiece(node, 0);
  for (const { id } of drawn) addPiece(id, 0);
  tasks.forEach(({ node }, place) => {
    if (!fixed.has(node.id)) addPiece(node.id, place);
  });
  const scratchIndex = new Map<number, number>();
  tasks.forEach((task, place) => {
    const bytes = scratchBytes(task);
    if (bytes > 0)
      scratchIndex.set(task.node.id, pieces.push({ bytes, from: place, to: place }) - 1);
  });
  const { offsets, bytes } = planMemory(pieces);
  const base = workspace.shared(bytes, wordsForLargest(tasks, bytesOf));

  const stored: Layout['constants'][number][] = [];
  for (const id of constantNodes) {
    const kept = lastUse(id) >= 0 && holderOf(id) === id;
    if (!kept) continue;
    const address = reserveConstant(bytesOf(id), workspace);
    const { data, dtype } = constants.tensor(id);
    fixed.set(id, address);
    stored.push({ address, dtype, data });
  }

  const addressOf = (holder: number): number =>
    fixed.get(holder) ?? base + offsets[pieceIndex.get(pieceOf(holder))!]!;
  const isPlaced = (id: number): boolean => fixed.has(id) || pieceIndex.has(pieceOf(id));
  return {
    workspaceBytes: bytes,
    placeOf(id) {
      const { shape, dtype } = nodes[id]!;
      return { shape, dtype, address: addressOf(holderOf(id)) };
    },
    isPlaced,
    scratchOf: (id) => (scratchIndex.has(id) ? base + offsets[scratchIndex.get(id)!]! : 0),
    constants: stored,
    copies: copied.map(({ holder, to, bytes: size }) => ({
      from: addressOf(holder),
      to,
      bytes: size,
    })),
  };
}

/** Names what takes most of the memory in between. */
function wordsForLargest(tasks: readonly Task[], bytesOf: (id: number) => number): string {
  const largest = tasks.reduce<GraphNode | null>(
    (most, { node }) => (most && bytesOf(most.id) >= bytesOf(node.id) ? most : node),
    null,
  );
  const most = largest ? ` (the largest is of ${largest.op}, ${showShape(largest.shape)})` : '';
  return `the model's results in between${most}`;
}

const reserveWorkspace = (bytes: number, workspace: Workspace): number =>
  workspace.shared(bytes, 'what the model works out in between');

const reserveConstant = (bytes: number, { arena }: Workspace): number =>
  arena.reserve(bytes, 'the constants of the model');

/** Reserves what a layout needs in another workspace, which must be in the state in which the layout's own was. */
export function reserveAgain({ workspaceBytes, constants }: Layout, workspace: Workspace): void {
  reserveWorkspace(workspaceBytes, workspace);
  constants.forEach(({ data }) => reserveConstant(NUMBER * data.length, workspace));
}

/** The place of the task that reads a tensor last, by the node that holds it. */
function lastUses(
  tasks: readonly Task[],
  read: (task: Task) => readonly number[],
): Map<number, number> {
  const uses = new Map<number, number>();
  tasks.forEach((task, place) => {
    for (const id of read(task)) uses.set(id, place);
  });
  // A tensor that only the result is read of lives as long as its task.
  tasks.forEach(({ node }, place) => {
    if (!uses.has(node.id)) uses.set(node.id, place);
  });
  return uses;
}

/** The nodes whose numbers a task reads from memory. */
function readBy(task: Task, numbers: ReadonlyMap<number, number>): number[] {
  if (task.kind === 'routine') return [...task.node.inputs];
  const { members } = task.group;
  const inside = new Set(members.map(({ id }) => id));
  return members.flatMap(({ inputs }) =>
    inputs.filter((id) => !inside.has(id) && !numbers.has(id)),
  );
}

/**
 * Lets the result of an element-wise group take the place of a tensor of its size that is read there for the last time.
 * Gives the node whose piece of memory another node's numbers use.
 */
function reuse(
  tasks: readonly Task[],
  made: ReadonlyMap<number, number>,
  fixed: ReadonlyMap<number, number>,
  lastUse: (id: number) => number,
  bytesOf: (id: number) => number,
  read: (task: Task) => readonly number[],
): (id: number) => number {
  const into = new Map<number, number>();
  const pieceOf = (id: number): number => into.get(id) ?? id;
  tasks.forEach((task, place) => {
    const { id } = task.node;
    if (task.kind !== 'elements' || fixed.has(id)) return;
    const given = read(task).find(
      (each) =>
        made.has(each) &&
        !fixed.has(each) &&
        lastUse(each) === place &&
        bytesOf(each) === bytesOf(id),
    );
    if (given !== undefined) into.set(id, pieceOf(given));
  });
  return pieceOf;
}

/** Of all parts of a task. */
const scratchBytes = (task: Task): number =>
  task.kind === 'routine' ? task.parts.reduce((sum, { scratch }) => sum + scratch, 0) : 0;
