import type { Batch } from '../../graph/graph';
import { sizeOf } from '../../graph/shapes';
import { epochOrder, gather, slices } from '../batching';
import type { TaskData } from '../task';
import {
  isFields,
  type InputShape,
  type ModuleDefinition,
  type ModuleExamples,
} from './definition';
import { placed, thrown } from './place';

type Inputs = ModuleDefinition['inputs'];

/** Examples that are numbered, and the batch of some of them. */
interface Source {
  readonly count: number;
  batchOf(examples: Uint32Array): { readonly batch: Batch; readonly size: number };
}

/** Validation only runs forward, so its batches may be larger than those of training. */
const VALIDATION_BATCH = 250;

export type ModuleData = Pick<
  TaskData,
  'trainExamples' | 'validationExamples' | 'batchesPerEpoch' | 'trainBatch' | 'validationBatches'
>;

/** The examples of a module, in the order that the seed decides. Throws a DataError where they do not fit the inputs. */
export function moduleData(
  path: string,
  { inputs, train, validation }: ModuleDefinition,
  batch: number,
  seed: number,
): ModuleData {
  const trained = sourceOf(path, 'train', train, inputs);
  const held = validation === null ? null : sourceOf(path, 'validation', validation, inputs);
  const order = epochOrder(trained.count, batch, seed);
  return {
    trainExamples: trained.count,
    validationExamples: held?.count ?? 0,
    batchesPerEpoch: order.batchesPerEpoch,
    trainBatch(step) {
      const { examples, epochEnd } = order.examplesAt(step);
      return { ...trained.batchOf(examples), epochEnd };
    },
    *validationBatches() {
      for (const { from, to } of slices(held?.count ?? 0, VALIDATION_BATCH))
        yield held!.batchOf(Uint32Array.from({ length: to - from }, (_, i) => from + i));
    },
  };
}

function sourceOf(path: string, name: string, examples: ModuleExamples, inputs: Inputs): Source {
  if (!isMade(examples)) return columns(path, name, examples, inputs);
  const { count } = examples;
  return {
    count,
    batchOf(wanted) {
      let made: unknown;
      try {
        made = examples.batch(wanted);
      } catch (error) {
        throw thrown(path, error, `${name}.batch: `);
      }
      const refuse = (what: string): never => {
        throw placed(path, null, `${name}.batch gives ${what}`);
      };
      if (!isFields(made)) return refuse('no object with an array for each input');
      const batch = eachInput(inputs, (input, { shape, dtype }) => {
        const values = (made as Readonly<Record<string, unknown>>)[input];
        const expected = wanted.length * sizeOf(shape);
        if (!isList(values)) return refuse(`no numbers for the input "${input}"`);
        if (values.length !== expected)
          return refuse(
            `${values.length} numbers for the input "${input}" of ${wanted.length} examples, which have ${expected}`,
          );
        return typed(values, dtype);
      });
      return { batch, size: wanted.length };
    },
  };
}

function columns(
  path: string,
  name: string,
  given: Readonly<Record<string, unknown>>,
  inputs: Inputs,
): Source {
  const refuse = (what: string): never => {
    throw placed(path, null, `"${name}" ${what}`);
  };
  const all = eachInput(inputs, (input, { shape, dtype }) => {
    const values = given[input];
    if (!isList(values)) return refuse(`has no array of numbers for the input "${input}"`);
    const size = sizeOf(shape);
    if (values.length === 0 || values.length % size !== 0)
      return refuse(
        `has ${values.length} numbers for the input "${input}", whose examples have ${size} each`,
      );
    return typed(values, dtype);
  });
  const counts = Object.entries(inputs).map(
    ([input, { shape }]) => [input, all[input]!.length / sizeOf(shape)] as const,
  );
  const [first, count] = counts[0]!;
  const other = counts.find(([, each]) => each !== count);
  if (other !== undefined)
    refuse(`has ${count} examples of "${first}" and ${other[1]} of "${other[0]}"`);
  return {
    count,
    batchOf: (wanted) => ({
      batch: eachInput(inputs, (input, { shape }) => gather(all[input]!, sizeOf(shape), wanted)),
      size: wanted.length,
    }),
  };
}

const isMade = (
  examples: ModuleExamples,
): examples is Extract<ModuleExamples, { batch: (examples: Uint32Array) => unknown }> =>
  typeof (examples as Readonly<Record<string, unknown>>)['batch'] === 'function';

const isList = (value: unknown): value is ArrayLike<number> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

const typed = (
  values: ArrayLike<number>,
  dtype: InputShape['dtype'],
): Float32Array | Int32Array => {
  const Wanted = dtype === 'int32' ? Int32Array : Float32Array;
  return values instanceof Wanted ? values : Wanted.from(values);
};

const eachInput = <T>(
  inputs: Inputs,
  make: (name: string, input: InputShape) => T,
): Record<string, T> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, make(name, input)] as const),
  );
