import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { SlotValues } from '../../language';
import type { EngineState } from '../engines/engine';
import type { Parameter } from '../graph/graph';
import { CHECKPOINTS_FOLDER } from './layout';
import { renameOver } from './whole-file';
import { decodeSafetensors, encodeSafetensors, type SavedTensor } from './safetensors';

/** Everything that a run needs to go on as if nothing had happened: the rest is a function of seed and step. */
export interface Checkpoint {
  /** The last step done. */
  readonly step: number;
  /** Whether a validation that was due after it has been made. */
  readonly validated: boolean;
  /** The program's text: another one's slots mean something else. */
  readonly program: string;
  readonly dataHash: string;
  /** SHA-256 of the module that is its task; absent for a built-in one. */
  readonly module?: string;
  readonly seed: number;
  readonly state: EngineState;
}

/** One of a run's checkpoints. */
export interface CheckpointFile {
  readonly step: number;
  /** Absolute. */
  readonly path: string;
  /** Made on a person's wish: never removed. */
  readonly kept: boolean;
}

/** Of those that are made by themselves, the last two stay: one is whole while the next is written. */
const AUTOMATIC_ONES = 2;
const NAME = /^(auto|step)-(\d+)\.safetensors$/;
const FORMAT = 'optiscope checkpoint 1';

/** A run's checkpoints, latest first. */
export function listCheckpoints(folder: string): CheckpointFile[] {
  const home = join(folder, CHECKPOINTS_FOLDER);
  let names: string[];
  try {
    names = readdirSync(home);
  } catch {
    return [];
  }
  return names
    .flatMap((name) => {
      const match = NAME.exec(name);
      if (match === null) return [];
      return [{ step: Number(match[2]), path: join(home, name), kept: match[1] === 'step' }];
    })
    .sort((a, b) => b.step - a.step || Number(b.kept) - Number(a.kept));
}

/**
 * Writes a checkpoint, as a whole or not at all, and removes automatic ones that are no longer needed. Throws the file
 * system's error.
 *
 * @param folder the run's
 */
export async function writeCheckpoint(
  folder: string,
  checkpoint: Checkpoint,
  parameters: readonly Parameter[],
  kept: boolean,
): Promise<string> {
  const home = join(folder, CHECKPOINTS_FOLDER);
  mkdirSync(home, { recursive: true });
  const path = join(home, `${kept ? 'step' : 'auto'}-${checkpoint.step}.safetensors`);
  const temporary = join(home, '.unfinished');
  const file = await open(temporary, 'w');
  try {
    await file.writev(encodeSafetensors(encode(checkpoint, parameters)));
    await file.sync();
  } finally {
    await file.close();
  }
  renameOver(temporary, path);
  const automatic = listCheckpoints(folder).filter((each) => !each.kept);
  for (const { path: old } of automatic.slice(AUTOMATIC_ONES)) rmSync(old, { force: true });
  return path;
}

/** Reads a checkpoint for a model. Throws an Error with a sentence where it cannot be used. */
export function readCheckpoint(path: string, parameters: readonly Parameter[]): Checkpoint {
  try {
    return decode(decodeSafetensors(readFileSync(path)), parameters);
  } catch (error) {
    throw new Error(`The checkpoint ${path} cannot be used: ${(error as Error).message}.`);
  }
}

/** What stands in the file beside the tensors. */
interface Facts extends Omit<Checkpoint, 'state'> {
  readonly context: EngineState['context'];
  /** Slots that are one number each. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Slots that are a list for each parameter; null before the first step. */
  readonly lists: readonly string[] | null;
}

const FACTS = 'optiscope';

function encode(
  { state, ...facts }: Checkpoint,
  parameters: readonly Parameter[],
): ReturnType<typeof decodeSafetensors> {
  const tensors = new Map<string, SavedTensor>();
  const numbers: Record<string, number> = {};
  const lists: string[] = [];
  parameters.forEach(({ name, shape }, p) =>
    tensors.set(`weights/${name}`, { shape, data: state.weights[p]! }),
  );
  // For other tools: a run goes on from its weights and slots, of which these are worked out.
  state.evaluation?.forEach((data, p) => {
    const { name, shape } = parameters[p]!;
    tensors.set(`evaluation/${name}`, { shape, data });
  });
  for (const [slot, value] of Object.entries(state.slots ?? {})) {
    if (typeof value === 'number') {
      numbers[slot] = value;
      tensors.set(`slots/${slot}`, { shape: [], data: Float64Array.of(value) });
      continue;
    }
    lists.push(slot);
    parameters.forEach(({ name, shape }, p) => {
      const data = floats(value[p]!);
      const size = shape.reduce((product, extent) => product * extent, 1);
      const own = size === data.length ? shape : [data.length];
      tensors.set(`slots/${slot}/${name}`, { shape: own, data });
    });
  }
  const { context } = state;
  const all: Facts = { ...facts, context, numbers, lists: state.slots === null ? null : lists };
  return { tensors, metadata: { format: FORMAT, [FACTS]: JSON.stringify(all) } };
}

const floats = (values: ArrayLike<number>): Float32Array | Float64Array =>
  values instanceof Float32Array ? values : Float64Array.from(values);

function decode(
  { tensors, metadata }: ReturnType<typeof decodeSafetensors>,
  parameters: readonly Parameter[],
): Checkpoint {
  if (metadata['format'] !== FORMAT || metadata[FACTS] === undefined)
    throw new Error('it is not one of this version of Optiscope');
  const { context, numbers, lists, ...facts } = JSON.parse(metadata[FACTS]) as Facts;
  const found = (name: string): SavedTensor => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new Error(`it has no "${name}"`);
    return tensor;
  };
  const weights = parameters.map(({ name, shape }) => {
    const saved = found(`weights/${name}`);
    if (saved.shape.join() !== shape.join())
      throw new Error(
        `"${name}" is ${saved.shape.join('×')} in it and ${shape.join('×')} in the model`,
      );
    return saved.data;
  });
  const slots: Record<string, SlotValues[string]> = {};
  for (const slot of Object.keys(numbers)) slots[slot] = found(`slots/${slot}`).data[0]!;
  for (const slot of lists ?? [])
    slots[slot] = parameters.map(({ name }) => found(`slots/${slot}/${name}`).data);
  return { ...facts, state: { weights, slots: lists === null ? null : slots, context } };
}
