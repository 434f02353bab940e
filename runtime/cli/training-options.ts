import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BACKENDS, SCHEDULES, type BackendChoice, type RunSpec } from '../protocol/runs';
import { isTaskModule, whyNoTaskModule } from '../protocol/task-name';
import { STORE_FOLDER } from '../store/layout';
import { InputError, UsageError } from './failure';
import { namedRun } from './named-run';
import {
  oneOf,
  positiveNumber,
  seedList,
  setting,
  wholeNumber,
  type Arguments,
  type OptionTable,
} from './options';

export const TRAINING_OPTIONS = {
  task: { type: 'string' },
  data: { type: 'string' },
  target: { type: 'string' },
  missing: { type: 'string' },
  model: { type: 'string' },
  steps: { type: 'string' },
  batch: { type: 'string' },
  seeds: { type: 'string' },
  lr: { type: 'string' },
  schedule: { type: 'string' },
  warmup: { type: 'string' },
  set: { type: 'string', multiple: true },
  'log-every': { type: 'string' },
  'checkpoint-every': { type: 'string' },
  histograms: { type: 'string' },
  'relaxed-simd': { type: 'boolean' },
  fork: { type: 'string' },
  backend: { type: 'string' },
  threads: { type: 'string' },
  parallel: { type: 'string' },
  out: { type: 'string' },
  config: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies OptionTable;

/** What `train` is to do: every combination of a program and a seed. */
export interface TrainingRequest {
  readonly programs: readonly string[];
  readonly seeds: readonly number[];
  /** What is set of the programs, by name; what a value means, each program says. */
  readonly set: readonly (readonly [name: string, value: string])[];
  /** All of a run's spec but its program, what is set of that, and its seed. */
  readonly spec: Omit<RunSpec, 'program' | 'hyper' | 'switches' | 'seed'>;
  /** Absolute folder for the runs. */
  readonly store: string;
  /** How many of the runs train at the same time; null: as many as the runtime says. */
  readonly parallel: number | null;
  readonly json: boolean;
}

/** Options by name, each as it would be written on the command line. */
type Written = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Reads the options of `train`, those of its --config file beneath those of the command line. Throws a UsageError
 * for what cannot be meant, an InputError for a file that is not there.
 */
export function trainingRequest({ values, positionals }: Arguments): TrainingRequest {
  const config = typeof values['config'] === 'string' ? readConfig(values['config']) : null;
  const given = { ...config?.options, ...stringsOf(values) };
  const programs = positionals.length > 0 ? positionals : (config?.programs ?? []);
  if (programs.length === 0)
    throw new UsageError('Name a program to train: a file, or one of the gallery such as lion.');
  const text = (name: string): string | null => {
    const value = given[name];
    return typeof value === 'string' ? value : null;
  };
  const read = <T>(name: string, parse: (option: string, text: string) => T): T | null => {
    const value = text(name);
    return value === null ? null : parse(`--${name}`, value);
  };
  const task = text('task');
  if (task === null)
    throw new UsageError(
      'Say what to train on with --task; "optiscope tasks" lists what there is.',
    );
  const data = text('data');
  if (data !== null && !existsSync(data))
    throw new InputError(`There is no file or folder ${data}; check --data.`);
  const store = resolve(text('out') ?? STORE_FOLDER);
  return {
    programs,
    seeds: read('seeds', seedList) ?? [0],
    set: [given['set'] ?? []].flat().map((one) => setting('--set', one)),
    spec: {
      task: isTaskModule(task) ? modulePath(task) : task,
      data: data === null ? null : resolve(data),
      target: text('target'),
      missing: text('missing'),
      model: text('model'),
      steps: read('steps', (option, value) => wholeNumber(option, value, 1)),
      batch: read('batch', (option, value) => wholeNumber(option, value, 1)),
      lr: read('lr', positiveNumber),
      schedule: read('schedule', (option, value) => oneOf(option, value, SCHEDULES)) ?? 'constant',
      warmup: read('warmup', (option, value) => wholeNumber(option, value, 0)) ?? 0,
      logEvery: read('log-every', (option, value) => wholeNumber(option, value, 1)),
      checkpointEvery: read('checkpoint-every', (option, value) => wholeNumber(option, value, 1)),
      histogramEvery: read('histograms', (option, value) => wholeNumber(option, value, 1)),
      ...(values['relaxed-simd'] === true && { relaxedSimd: true }),
      threads: read('threads', (option, value) => wholeNumber(option, value, 1)),
      forkOf: read('fork', (option, value) => forkIn(option, value, store)),
      backend:
        read('backend', (option, value) =>
          oneOf<BackendChoice>(option, value, ['auto', ...BACKENDS]),
        ) ?? 'auto',
    },
    store,
    parallel: read('parallel', (option, value) => wholeNumber(option, value, 1)),
    json: values['json'] === true,
  };
}

/** The absolute path of a module that is a task. Throws an InputError where there is none. */
function modulePath(task: string): string {
  const path = resolve(task);
  if (!existsSync(path)) throw new InputError(`There is no file ${task}; check --task.`);
  const why = whyNoTaskModule(path);
  if (why !== null) throw new UsageError(why);
  return path;
}

/** "lion-7@400" as a run of the store and one of its steps. Throws a UsageError. */
function forkIn(option: string, text: string, store: string): { run: string; step: number } {
  const match = /^(.+)@(\d+)$/.exec(text);
  if (!match)
    throw new UsageError(`${option} takes RUN@STEP, as in ${option} lion@400, not "${text}".`);
  return { run: namedRun(store, [match[1]!]).run.id, step: wholeNumber(option, match[2]!, 1) };
}

function stringsOf(values: Arguments['values']): Written {
  const entries = Object.entries(values).filter(([, value]) => typeof value !== 'boolean');
  return Object.fromEntries(entries) as Written;
}

/** An `optiscope.json`: the options by their names, and `programs`; paths are relative to the file. */
function readConfig(path: string): { programs: readonly string[]; options: Written } {
  const fields = parseConfig(path);
  const beside = (file: string): string => resolve(dirname(path), file);
  // A program of the gallery has no file beside the configuration.
  const part = (name: string): string => (existsSync(beside(name)) ? beside(name) : name);
  let programs: string[] = [];
  const options: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'programs')
      programs = listOf(path, name, value).map((given) =>
        existsSync(beside(given)) ? beside(given) : given.split('+').map(part).join('+'),
      );
    else if (name === 'data' || name === 'out') options[name] = beside(String(value));
    else if (name === 'task')
      options[name] = isTaskModule(String(value)) ? beside(String(value)) : String(value);
    else if (name === 'seeds') options[name] = listOf(path, name, value).join(',');
    else if (name === 'set')
      options[name] = Object.entries(Object(value)).map(([key, each]) => `${key}=${String(each)}`);
    else if (name in TRAINING_OPTIONS && name !== 'config') options[name] = String(value);
    else throw new InputError(`${path}: there is no option "${name}".`);
  }
  return { programs, options };
}

function listOf(path: string, name: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  throw new InputError(`${path}: "${name}" must be a list.`);
}

function parseConfig(path: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new InputError(`There is no file ${path}; check --config.`);
  }
  try {
    const fields: unknown = JSON.parse(text);
    if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) {
      return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
    }
  } catch (error) {
    throw new InputError(`${path} is not JSON: ${(error as Error).message}.`);
  }
  throw new InputError(`${path} must be a JSON object with options by name.`);
}
