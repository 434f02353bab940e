/**
 * Whether what came over the wire is what messages.ts says. Each check returns the value or throws an Error whose
 * message names the first thing that is not as it must be.
 */
import { isAbsolute } from 'node:path';
import {
  VIEW_AXES,
  type AnnotateParams,
  type InitializeParams,
  type InstallParams,
  type LimitParams,
  type LogsParams,
  type PruneParams,
  type ReadSummariesParams,
  type RunRef,
  type RunsRef,
  type SetHyperParams,
  type StartParams,
  type SubscribeParams,
  type SummaryTagRef,
  type ViewParams,
} from '../protocol/messages';
import { BACKENDS, SCHEDULES, type RunSpec } from '../protocol/runs';
import type { Smoothing } from '../protocol/smoothing';
import { CONTENT_KINDS, MOST_SUMMARIES } from '../protocol/summaries';
import { isRunId } from '../store/run-id';

type Fields = Readonly<Record<string, unknown>>;

const LONGEST_PROGRAM = 1024 * 1024;
const MOST_RUNS = 1000;
/** No screen is as wide. */
const MOST_COLUMNS = 20_000;
const WIDEST_GAUSSIAN = 1e6;
const LONGEST_NAME = 200;
const LONGEST_NOTE = 100_000;
const MOST_TAGS = 100;

export function checkInitialize(value: unknown): InitializeParams {
  const fields = record(value, 'the request');
  return {
    protocol: natural(fields, 'protocol'),
    client: text(fields, 'client').slice(0, 100),
  };
}

export function checkStore(value: unknown): { readonly store: string } {
  return { store: storePath(record(value, 'the request')) };
}

export function checkLogs(value: unknown): LogsParams {
  const fields = record(value, 'the request');
  return {
    store: storePath(fields),
    folder: absolutePath(fields, 'folder'),
    tables: fields['tables'] === true,
  };
}

export function checkRunRef(value: unknown): RunRef {
  const fields = record(value, 'the request');
  const run = text(fields, 'run');
  if (!isRunId(run)) throw new Error(`"${run}" is not the name of a run.`);
  return { store: storePath(fields), run };
}

export function checkSetHyper(value: unknown): SetHyperParams {
  const fields = record(value, 'the request');
  return {
    ...checkRunRef(value),
    name: text(fields, 'name'),
    value: finite(fields, 'value'),
  };
}

export function checkAnnotate(value: unknown): AnnotateParams {
  const ref = checkRunRef(value);
  const fields = record(record(value, 'the request')['annotations'], '"annotations"');
  const name = orNull(fields, 'name', text)?.trim().slice(0, LONGEST_NAME) ?? '';
  const { tags } = fields;
  if (
    !Array.isArray(tags) ||
    tags.length > MOST_TAGS ||
    tags.some((tag) => typeof tag !== 'string')
  )
    throw new Error(`"tags" must hold at most ${MOST_TAGS} texts.`);
  const trimmed = (tags as readonly string[]).map((tag) => tag.trim().slice(0, LONGEST_NAME));
  return {
    ...ref,
    annotations: {
      name: name === '' ? null : name,
      note: text(fields, 'note').trim().slice(0, LONGEST_NOTE),
      tags: [...new Set(trimmed)].filter((tag) => tag !== ''),
      ...(fields['pinned'] === true && { pinned: true }),
    },
  };
}

export function checkRuns(value: unknown): RunsRef {
  const fields = record(value, 'the request');
  const { runs } = fields;
  if (!Array.isArray(runs)) throw new Error('"runs" must be a list.');
  const store = storePath(fields);
  return { store, runs: runs.map((run: unknown) => checkRunRef({ store, run }).run) };
}

export function checkPrune(value: unknown): PruneParams {
  const fields = record(value, 'the request');
  const { store, runs } = checkRuns({ ...fields, runs: fields['spare'] });
  return {
    store,
    keepRuns: orNull(fields, 'keepRuns', natural),
    keepDays: orNull(fields, 'keepDays', natural),
    spare: runs,
  };
}

export function checkDiskUse(value: unknown): { store: string; runs: readonly string[] | null } {
  const fields = record(value, 'the request');
  return fields['runs'] === null ? { ...checkStore(value), runs: null } : checkRuns(value);
}

export function checkSubscribe(value: unknown): SubscribeParams {
  const fields = record(value, 'the request');
  const reduced = fields['reduced'] === true;
  return { ...checkRunRef(value), ...checkSubscription(value), reduced };
}

export function checkInstall(value: unknown): InstallParams {
  return { name: oneOf(record(value, 'the request'), 'name', BACKENDS) };
}

export function checkSubscription(value: unknown): { readonly subscription: number } {
  return { subscription: natural(record(value, 'the request'), 'subscription') };
}

export function checkView(value: unknown): ViewParams {
  const fields = record(value, 'the request');
  const columns = positive(fields, 'columns');
  if (columns > MOST_COLUMNS) throw new Error(`"columns" must be at most ${MOST_COLUMNS}.`);
  return {
    ...checkSubscription(value),
    tag: natural(fields, 'tag'),
    query: natural(fields, 'query'),
    axis: oneOf(fields, 'axis', VIEW_AXES),
    from: orNull(fields, 'from', finite),
    to: orNull(fields, 'to', finite),
    columns,
    smoothing: orNull(fields, 'smoothing', checkSmoothing),
  };
}

export function checkSummaryTag(value: unknown): SummaryTagRef {
  const fields = record(value, 'the request');
  return {
    ...checkSubscription(value),
    kind: oneOf(fields, 'kind', CONTENT_KINDS),
    tag: text(fields, 'tag'),
  };
}

export function checkReadSummaries(value: unknown): ReadSummariesParams {
  const { indices } = record(value, 'the request');
  if (!Array.isArray(indices) || indices.length > MOST_SUMMARIES)
    throw new Error(`"indices" must hold at most ${MOST_SUMMARIES} whole numbers.`);
  return {
    ...checkSummaryTag(value),
    indices: indices.map((index: unknown) => natural({ index }, 'index')),
  };
}

function checkSmoothing(parent: Fields, name: string): Smoothing {
  const fields = record(parent[name], `"${name}"`);
  if (oneOf(fields, 'kind', ['average', 'gaussian'] as const) === 'gaussian')
    return { kind: 'gaussian', width: between(fields, 'width', 0, WIDEST_GAUSSIAN) };
  return { kind: 'average', weight: between(fields, 'weight', 0, 1) };
}

/** Both bounds excluded. */
function between(fields: Fields, name: string, low: number, high: number): number {
  const value = finite(fields, name);
  if (value > low && value < high) return value;
  throw new Error(`"${name}" must be between ${low} and ${high}.`);
}

export function checkStart(value: unknown): StartParams {
  const fields = record(value, 'the request');
  const { runs, tied } = fields;
  if (!Array.isArray(runs) || runs.length === 0 || runs.length > MOST_RUNS)
    throw new Error(`"runs" must hold 1 to ${MOST_RUNS} runs.`);
  return {
    store: storePath(fields),
    runs: runs.map(checkSpec),
    tied: tied === true,
    parallel: orNull(fields, 'parallel', positive),
  };
}

export function checkLimit(value: unknown): LimitParams {
  return { parallel: orNull(record(value, 'the request'), 'parallel', positive) };
}

function checkSpec(value: unknown): RunSpec {
  const fields = record(value, 'a run');
  const program = record(fields['program'], '"program"');
  const hyper = record(fields['hyper'], '"hyper"');
  for (const name of Object.keys(hyper)) finite(hyper, name);
  const programText = text(program, 'text');
  if (programText.length > LONGEST_PROGRAM)
    throw new Error('The program is longer than a mebibyte.');
  const path = orNull(program, 'path', text);
  const data = orNull(fields, 'data', text);
  for (const each of [path, data])
    if (each !== null && !isAbsolute(each)) throw new Error(`"${each}" is not an absolute path.`);
  return {
    program: { name: text(program, 'name').slice(0, 200), path, text: programText },
    task: text(fields, 'task'),
    data,
    target: orNull(fields, 'target', text),
    missing: orNull(fields, 'missing', text),
    model: orNull(fields, 'model', text),
    steps: orNull(fields, 'steps', positive),
    batch: orNull(fields, 'batch', positive),
    seed: natural(fields, 'seed'),
    lr: orNull(fields, 'lr', finite),
    schedule: oneOf(fields, 'schedule', SCHEDULES),
    warmup: natural(fields, 'warmup'),
    hyper: hyper as Readonly<Record<string, number>>,
    logEvery: orNull(fields, 'logEvery', positive),
    backend: oneOf(fields, 'backend', ['auto', ...BACKENDS] as const),
    checkpointEvery: orNull(fields, 'checkpointEvery', positive),
    forkOf: orNull(fields, 'forkOf', checkFork),
  };
}

function checkFork(fields: Fields, name: string): { run: string; step: number } {
  const fork = record(fields[name], `"${name}"`);
  const run = text(fork, 'run');
  if (!isRunId(run)) throw new Error(`"${run}" is not the name of a run.`);
  return { run, step: positive(fork, 'step') };
}

const storePath = (fields: Fields): string => absolutePath(fields, 'store');

function absolutePath(fields: Fields, name: string): string {
  const path = text(fields, name);
  if (!isAbsolute(path)) throw new Error(`"${name}" must be an absolute path, and is "${path}".`);
  return path;
}

function record(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${what} must be an object.`);
  return value as Fields;
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value.includes('\0'))
    throw new Error(`"${name}" must be a text.`);
  return value;
}

function finite(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new Error(`"${name}" must be a number.`);
  return value;
}

function natural(fields: Fields, name: string): number {
  const value = finite(fields, name);
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff)
    throw new Error(`"${name}" must be a whole number from 0 to 4294967295.`);
  return value;
}

function positive(fields: Fields, name: string): number {
  const value = natural(fields, name);
  if (value === 0) throw new Error(`"${name}" must be at least 1.`);
  return value;
}

function oneOf<T extends string>(fields: Fields, name: string, choices: readonly T[]): T {
  const value = fields[name];
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new Error(`"${name}" must be one of ${choices.join(', ')}.`);
  return found;
}

function orNull<T>(
  fields: Fields,
  name: string,
  check: (fields: Fields, name: string) => T,
): T | null {
  return fields[name] === null || fields[name] === undefined ? null : check(fields, name);
}
