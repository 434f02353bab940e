import { basename } from 'node:path';
import { dataHash } from '../data/hash';
import { draws } from '../data/sampling';
import { readText } from '../data/text';
import { GraphBuilder } from '../graph/builder';
import type { InputSpec, OutputSpec } from '../models/model';
import { epochOrder, slices } from './batching';
import { chosenModel } from './chosen-model';
import { nextToken } from './objectives';
import { DataError, type Task, type TaskInstance, type TaskOptions } from './task';

/** Characters that the model sees at most before the one it predicts. */
const CONTEXT = 64;
const MIN_CHARACTERS = 1000;
/** The text is cut into stretches, each of which ends in its part of validation text. */
const STRETCHES = 10;
const HELD_OUT = 0.1;
/** Validation at the size of a whole book would take longer than the training between. */
const MAX_VALIDATION_WINDOWS = 1024;
const VALIDATION_BATCH = 32;

/**
 * Holds out the last tenth of each of ten equal stretches. One single last tenth would be another kind of text where a
 * file is sorted or a book has parts: on a list of first names it is a quarter nat a character harder than the rest.
 */
function split(ids: Uint8Array): { train: Uint8Array; validation: Uint8Array } {
  const train: Uint8Array[] = [];
  const validation: Uint8Array[] = [];
  for (let i = 0; i < STRETCHES; i++) {
    const from = Math.floor((i * ids.length) / STRETCHES);
    const to = Math.floor(((i + 1) * ids.length) / STRETCHES);
    const border = to - Math.ceil((to - from) * HELD_OUT);
    train.push(ids.subarray(from, border));
    validation.push(ids.subarray(border, to));
  }
  return {
    train: Uint8Array.from(Buffer.concat(train)),
    validation: Uint8Array.from(Buffer.concat(validation)),
  };
}

/** For windows that start at these characters: the characters, and for each the one that follows. */
function windows(ids: Uint8Array, starts: ArrayLike<number>) {
  const x = new Int32Array(starts.length * CONTEXT);
  const y = new Int32Array(starts.length * CONTEXT);
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i]!;
    x.set(ids.subarray(start, start + CONTEXT), i * CONTEXT);
    y.set(ids.subarray(start + 1, start + CONTEXT + 1), i * CONTEXT);
  }
  return { batch: { x, y }, size: starts.length };
}

/** Starts of windows side by side over the whole text; of more than the limit, evenly spread ones. */
function validationStarts(length: number): number[] {
  const available = Math.floor((length - 1) / CONTEXT);
  const count = Math.min(available, MAX_VALIDATION_WINDOWS);
  return Array.from({ length: count }, (_, i) => Math.floor((i * available) / count) * CONTEXT);
}

function instance(options: TaskOptions, ids: Uint8Array, vocabulary: number) {
  const model = chosenModel(text, options.model);
  const { train, validation } = split(ids);
  // One window's length is kept back, since each epoch starts elsewhere within the first window.
  const perEpoch = Math.floor((train.length - CONTEXT) / CONTEXT);
  const order = epochOrder(perEpoch, options.batch, options.seed);
  const starts = validationStarts(validation.length);
  const input: InputSpec = { kind: 'tokens', length: CONTEXT, vocabulary };
  const output: OutputSpec = { kind: 'sequence', size: vocabulary };
  const measurement = nextToken(CONTEXT);
  return {
    model: model.name,
    trainExamples: perEpoch,
    validationExamples: starts.length,
    batchesPerEpoch: order.batchesPerEpoch,
    graph(batchSize, mode) {
      const builder = new GraphBuilder();
      const x = builder.input('x', [batchSize, CONTEXT], 'int32');
      const y = builder.input('y', [batchSize, CONTEXT], 'int32');
      measurement.add(builder, model.build(x, { input, output, mode }), y, mode);
      return builder.build();
    },
    trainBatch(step) {
      const { examples, epoch, epochEnd } = order.examplesAt(step);
      const shift = draws(options.seed, 'text shift', epoch).below(CONTEXT);
      return {
        ...windows(
          train,
          examples.map((window) => window * CONTEXT + shift),
        ),
        epochEnd,
      };
    },
    *validationBatches() {
      for (const { from, to } of slices(starts.length, VALIDATION_BATCH))
        yield windows(validation, starts.slice(from, to));
    },
    measure: (sums) => measurement.measure(sums, starts.length),
  } satisfies Omit<TaskInstance, 'description' | 'dataHash'>;
}

export const text: Task = {
  name: 'text',
  title: 'Text',
  description: 'A character language model on any text file, or on all text files of a folder.',
  data: 'file or folder',
  needsTarget: false,
  models: ['transformer', 'gru'],
  split: 'the last tenth of each of ten equal stretches of the text is held out',
  metric: { tag: 'val/loss', better: 'lower' },
  defaults: { steps: 1500, batch: 16 },
  async load(options, files) {
    if (options.data === null)
      throw new DataError('The task text needs --data PATH, a text file or a folder of them.');
    const { ids, characters, fileCount, leftOut, bytes } = await readText(options.data, files);
    if (ids.length < MIN_CHARACTERS)
      throw new DataError(
        `${options.data} has ${ids.length} characters of text; at least ${MIN_CHARACTERS.toLocaleString('en')} are needed.`,
      );
    return {
      description:
        `${ids.length.toLocaleString('en')} characters (${characters.length} different) of ` +
        `${basename(options.data)}${fileCount > 1 ? `, ${fileCount} files` : ''}; a tenth held out.` +
        (leftOut === null ? '' : ` (${leftOut}.)`),
      dataHash: dataHash(bytes),
      ...instance(options, ids, characters.length + 1),
    };
  },
};
