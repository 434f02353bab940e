/** What a module that is a task gives, once it has been looked over. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { Draws } from '../../data/sampling';
import type { Value } from '../../graph/builder';
import type { DataType } from '../../graph/graph';
import type { GraphTools } from './graph-tools';
import { placed } from './place';

/** What a module's function is called with. */
export interface ModuleGiven {
  /** The run's seed. */
  readonly seed: number;
  /** What --data names, absolute; null where it was left out. */
  readonly data: string | null;
  /** Numbers drawn from the seed, another sequence for each purpose. */
  readonly random: (purpose: string) => Draws;
}

/** One example's part of an input. */
export interface InputShape {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** Examples: columns in memory, or the means to make a batch of them. */
export type ModuleExamples =
  | Readonly<Record<string, ArrayLike<number>>>
  | {
      readonly count: number;
      readonly batch: (examples: Uint32Array) => Readonly<Record<string, ArrayLike<number>>>;
    };

/** A batch as the model of a module sees it. */
export type TensorBatch = Readonly<Record<string, Tensor>>;

/** What a pass is made for. */
export interface PassMoment {
  readonly mode: 'train' | 'evaluate';
  readonly step: number;
  readonly seed: number;
}

/** A model in TensorFlow.js, as a module gives it. */
export interface ModuleModel {
  /** By name, or in a list; a variable, or what holds one as `val`, as the weights of a layer do. */
  readonly variables: Readonly<Record<string, unknown>> | readonly unknown[];
  /** The mean loss of a batch. */
  readonly loss: (batch: TensorBatch, moment: PassMoment) => Tensor;
  /** What is measured in validation besides the loss, each a mean over the batch. */
  readonly metrics?: (batch: TensorBatch, moment: PassMoment) => Readonly<Record<string, Tensor>>;
  /** What a variable is for, by its name, where its shape does not tell. */
  readonly roles?: Readonly<Record<string, string>>;
}

export interface ModuleDefinition {
  readonly description: string | null;
  readonly inputs: Readonly<Record<string, InputShape>>;
  readonly train: ModuleExamples;
  readonly validation: ModuleExamples | null;
  readonly steps: number;
  readonly batch: number;
  readonly metric: { readonly name: string; readonly better: 'higher' | 'lower' };
  /** Exactly one of the two is there. */
  readonly graph: ((inputs: Readonly<Record<string, Value>>, tools: GraphTools) => unknown) | null;
  readonly model: ((tf: typeof tfjs, given: ModuleGiven) => unknown) | null;
}

type Fields = Readonly<Record<string, unknown>>;

const STEPS = 1000;
const BATCH = 32;
const KNOWN = [
  'description',
  'inputs',
  'train',
  'validation',
  'steps',
  'batch',
  'metric',
  'graph',
  'model',
];

/** Looks over what a module gave. Throws a DataError that says what is missing or cannot be meant. */
export function readDefinition(path: string, given: unknown): ModuleDefinition {
  const refuse = (what: string): never => {
    throw placed(path, null, what);
  };
  if (!isFields(given))
    return refuse('the default export must give an object with inputs, train, and graph or model');
  const unknown = Object.keys(given).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined)
    refuse(`there is no field "${unknown}" of a task; there are ${KNOWN.join(', ')}`);
  const { description = null, validation = null, graph = null, model = null } = given;
  if (description !== null && typeof description !== 'string')
    refuse('"description" must be a text');
  if ((graph === null) === (model === null))
    refuse('a task gives either "graph", a graph of ours, or "model", one of TensorFlow.js');
  for (const [name, value] of Object.entries({ graph, model }))
    if (value !== null && typeof value !== 'function') refuse(`"${name}" must be a function`);
  const whole = (name: string, otherwise: number): number => {
    const value = given[name] ?? otherwise;
    if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
    return refuse(`"${name}" must be a whole number above 0`);
  };
  return {
    description: description as string | null,
    inputs: readInputs(given['inputs'], refuse),
    train: readExamples('train', given['train'], refuse),
    validation: validation === null ? null : readExamples('validation', validation, refuse),
    steps: whole('steps', STEPS),
    batch: whole('batch', BATCH),
    metric: readMetric(given['metric'], refuse),
    graph: graph as ModuleDefinition['graph'],
    model: model as ModuleDefinition['model'],
  };
}

type Refuse = (what: string) => never;

function readInputs(given: unknown, refuse: Refuse): ModuleDefinition['inputs'] {
  if (!isFields(given) || Object.keys(given).length === 0)
    return refuse('"inputs" must name what each example has, as in { x: { shape: [2] } }');
  const entries = Object.entries(given).map(([name, input]) => {
    const { shape = [], dtype = 'float32' } = isFields(input) ? input : refuse(shapeWords(name));
    if (!isShape(shape)) return refuse(shapeWords(name));
    if (dtype !== 'float32' && dtype !== 'int32')
      return refuse(`the dtype of the input "${name}" must be float32 or int32`);
    return [name, { shape, dtype }] as const;
  });
  return Object.fromEntries(entries);
}

const shapeWords = (name: string): string =>
  `the input "${name}" must have the shape of one example, as in { shape: [28, 28, 1] }`;

function readExamples(name: string, given: unknown, refuse: Refuse): ModuleExamples {
  if (!isFields(given))
    return refuse(
      `"${name}" must hold the examples: an array for each input, or { count, batch(examples) }`,
    );
  if (typeof given['batch'] !== 'function') return given as ModuleExamples;
  const { count } = given;
  if (!Number.isSafeInteger(count) || (count as number) < 1)
    return refuse(`"${name}.count" must be a whole number above 0`);
  return given as ModuleExamples;
}

function readMetric(given: unknown, refuse: Refuse): ModuleDefinition['metric'] {
  if (given === undefined) return { name: 'loss', better: 'lower' };
  const { name, better } = isFields(given) ? given : ({} as Fields);
  if (typeof name === 'string' && (better === 'higher' || better === 'lower'))
    return { name, better };
  return refuse(`"metric" must be of the form { name: 'accuracy', better: 'higher' }`);
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isShape = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((extent) => Number.isSafeInteger(extent) && extent > 0);
