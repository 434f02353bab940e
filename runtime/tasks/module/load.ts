/** A task of a person's own: a module, loaded by the trainer alone. */
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dataHash } from '../../data/hash';
import { draws } from '../../data/sampling';
import { whyNoTaskModule } from '../../protocol/task-name';
import { DataError, type Task, type TaskInstance, type TaskOptions, type TfjsTask } from '../task';
import { readDefinition, type ModuleDefinition, type ModuleGiven } from './definition';
import { moduleData } from './examples';
import { moduleGraph } from './graph';
import { moduleMeasure } from './measure';
import { placed, syntaxError, thrown } from './place';

/** Frames of a stack that are kept. */
const DEPTH = 64;

/** A module's text, by its SHA-256, with where it stands. */
export interface ModuleSource {
  readonly path: string;
  readonly hash: string;
}

/** A module that has been loaded and has told what it is. */
export interface ModuleTask extends Pick<Task, 'metric' | 'defaults'> {
  readonly source: ModuleSource;
  load(batch: number): TaskInstance | TfjsTask;
}

/**
 * Loads a module and calls what it exports. This executes a person's code: whoever calls it must have been asked to by
 * that person. Throws a DataError that names file and line where the module cannot be used.
 */
export async function loadModuleTask(
  path: string,
  options: Omit<TaskOptions, 'batch'>,
): Promise<ModuleTask> {
  // A module is often called through many layers of a library, and its own frame must be among those that are kept.
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, DEPTH);
  const text = await readModule(path);
  for (const [name, value] of [
    ['target', options.target],
    ['missing', options.missing],
    ['model', options.model],
  ] as const)
    if (value !== null)
      throw placed(path, null, `a task of your own has no use for --${name}; leave it out`);
  const given: ModuleGiven = {
    seed: options.seed,
    data: options.data,
    random: (purpose) => draws(options.seed, `module ${purpose}`),
  };
  const definition = readDefinition(path, await calledWith(path, given));
  const { metric, steps, batch, validation } = definition;
  const tag = validation === null ? 'train/loss' : `val/${metric.name}`;
  const source = { path, hash: dataHash([text]) };
  return {
    source,
    metric: { tag, better: metric.better },
    defaults: { steps, batch },
    load: (size) => instanceOf(source, definition, given, size),
  };
}

async function readModule(path: string): Promise<string> {
  const why = whyNoTaskModule(path);
  if (why !== null) throw new DataError(why);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new DataError(`${path} cannot be read: ${(error as Error).message}.`);
  }
}

async function calledWith(path: string, given: ModuleGiven): Promise<unknown> {
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as { default?: unknown };
  } catch (error) {
    throw error instanceof SyntaxError ? await syntaxError(path, error) : thrown(path, error);
  }
  const made = module.default;
  if (made === undefined)
    throw placed(
      path,
      null,
      'it has no default export; a task is written "export default ({ seed }) => ({ … })"',
    );
  if (typeof made !== 'function') return made;
  try {
    return await (made as (given: ModuleGiven) => unknown)(given);
  } catch (error) {
    throw thrown(path, error);
  }
}

function instanceOf(
  source: ModuleSource,
  definition: ModuleDefinition,
  given: ModuleGiven,
  batch: number,
): TaskInstance | TfjsTask {
  const { path, hash } = source;
  const data = moduleData(path, definition, batch, given.seed);
  const { trainExamples, validationExamples } = data;
  const examples = `${trainExamples} examples, ${validationExamples} more for validation.`;
  const shared = {
    ...data,
    description: definition.description ?? `${basename(path)}: ${examples}`,
    dataHash: dataHash([hash, ...firstBatches(data)]),
    model: basename(path, extname(path)),
    measure: moduleMeasure(validationExamples),
  };
  const { model, inputs, metric } = definition;
  if (model === null) return { ...shared, graph: moduleGraph(path, definition) };
  return { ...shared, tfjs: { path, inputs, given, model, metric: metric.name } };
}

/** Tells apart data that a module reads from elsewhere, as far as the first batches go. */
function firstBatches({ trainBatch, validationBatches }: ReturnType<typeof moduleData>) {
  const [first] = validationBatches();
  return [trainBatch(1).batch, first?.batch ?? {}]
    .flatMap((batch) => Object.values(batch))
    .map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
}
