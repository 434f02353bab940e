import { FunctionCode, type ModuleBuilder } from '../../../language';
import type { Graph } from '../../graph/graph';
import type { PlacedTensor } from '../../graph/lowering';
import { found } from '../found';
import type { Layout } from './layout';
import { MovableCode, operandAddress } from './movable-code';
import type { Task } from './schedule';
import { shareOfGroup } from './threads/cut';
import type { Invocation } from './threads/staging';
import { writeElements, type Operand } from './write-elements';

/** Where a task's operands lie, and into what its functions are written. */
interface Site {
  readonly operandOf: (id: number) => Operand;
  readonly placeOf: (id: number) => PlacedTensor;
  readonly scratch: number;
  readonly newCode: () => FunctionCode;
}

type Shared = ReturnType<typeof sharedFunctions>;

/**
 * From so many tasks on that differ only in where their operands lie, as the steps of an unrolled recurrent network do,
 * all call the same functions. Fewer have functions each, with the addresses in them, which are a little faster.
 */
const MANY = 8;

/**
 * Adds to a module what works its tasks out.
 *
 * @param numbers the constants that hold one number everywhere
 * @returns for each task the calls that do it, which may be made at the same time
 */
export function writeTasks(
  module: ModuleBuilder,
  { nodes }: Graph,
  tasks: readonly Task[],
  { placeOf, scratchOf }: Pick<Layout, 'placeOf' | 'scratchOf'>,
  numbers: ReadonlyMap<number, number>,
): Invocation[][] {
  const shared = sharedFunctions(module);
  const write = (task: Task, site: Site): number[] =>
    writeTask(task, site, shared).map((code) => module.add(code));

  const alone = (task: Task): Invocation[] =>
    write(task, {
      operandOf: (id) => numbers.get(id) ?? placeOf(id),
      placeOf,
      scratch: scratchOf(task.node.id),
      newCode: () => new FunctionCode([]),
    }).map((index) => ({ index, addresses: [] }));

  const movable = new Map<string, readonly number[]>();
  const together = (task: Task, { key, operands: ids }: Kind): Invocation[] => {
    const place = (id: number): PlacedTensor => {
      const { shape, dtype } = nodes[id]!;
      return { shape, dtype, address: operandAddress(ids.indexOf(id)) };
    };
    const indices = found(movable, key, () =>
      write(task, {
        operandOf: (id) => numbers.get(id) ?? place(id),
        placeOf: place,
        scratch: operandAddress(ids.length),
        newCode: () => new MovableCode(ids.length + 1),
      }),
    );
    const addresses = [...ids.map((id) => placeOf(id).address), scratchOf(task.node.id)];
    return indices.map((index) => ({ index, addresses }));
  };

  if (tasks.length < MANY) return tasks.map(alone);
  const kinds = tasks.map((task) => kindOf(task, nodes, numbers));
  const counts = new Map<string, number>();
  for (const { key } of kinds) counts.set(key, (counts.get(key) ?? 0) + 1);
  return tasks.map((task, i) => {
    const kind = kinds[i]!;
    return counts.get(kind.key)! < MANY ? alone(task) : together(task, kind);
  });
}

/** The functions of a task, one for each of its parts. */
function writeTask(task: Task, site: Site, shared: Shared): FunctionCode[] {
  const { placeOf, operandOf, newCode } = site;
  const { id, inputs, attributes } = task.node;
  const result = placeOf(id);
  if (task.kind === 'elements') {
    const { group, parts } = task;
    if (parts.length === 1) return [writeElements(newCode(), group, operandOf, result)];
    return parts.map((share) =>
      writeElements(newCode(), ...shareOfGroup(group, operandOf, result, share)),
    );
  }
  const routine = { inputs: inputs.map(placeOf), result, attributes, shared };
  let { scratch } = site;
  return task.parts.map((part) => {
    const code = newCode();
    part.write({ ...routine, code, scratch });
    scratch += part.scratch;
    return code;
  });
}

/** Makes each function when it is first asked for. */
function sharedFunctions(module: ModuleBuilder) {
  const known = new Map<string, number>();
  return (key: string, add: (module: ModuleBuilder) => number): number => {
    const index = known.get(key) ?? add(module);
    known.set(key, index);
    return index;
  };
}

/** The nodes whose memory a task reads or writes, each once. */
function operandsOf(task: Task, numbers: ReadonlyMap<number, number>): number[] {
  const { id, inputs } = task.node;
  if (task.kind === 'routine') return [...new Set([...inputs, id])];
  const { members } = task.group;
  const inside = new Set(members.map((member) => member.id));
  const read = members
    .flatMap((member) => member.inputs)
    .filter((input) => !inside.has(input) && !numbers.has(input));
  return [...new Set([...read, id])];
}

/** What a task does, wherever its operands lie. */
interface Kind {
  /** The same for tasks that differ in nothing but that. */
  readonly key: string;
  readonly operands: readonly number[];
}

function kindOf(task: Task, nodes: Graph['nodes'], numbers: ReadonlyMap<number, number>): Kind {
  const operands = operandsOf(task, numbers);
  const types = operands.map((id) => `${nodes[id]!.dtype}[${nodes[id]!.shape.join()}]`).join(' ');
  const members = task.kind === 'elements' ? task.group.members : [task.node];
  const within = new Map<number, string>();
  let key = types;
  for (const { id, op, inputs, attributes } of members) {
    key += ` ${op}`;
    for (const input of inputs) {
      const number = task.kind === 'elements' ? numbers.get(input) : undefined;
      key +=
        within.get(input) ?? (number === undefined ? `@${operands.indexOf(input)}` : word(number));
    }
    for (const name in attributes) key += ` ${name}:${word(attributes[name])}`;
    within.set(id, `#${within.size}`);
  }
  return { key, operands };
}

/** Says a number exactly, which JSON does not. */
function word(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(word).join()}]`;
  if (typeof value !== 'number') return JSON.stringify(value);
  return Object.is(value, -0) ? ' -0' : ` ${value}`;
}
