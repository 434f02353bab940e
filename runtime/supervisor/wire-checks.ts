/**
 * Whether what came over the wire is what messages.ts says. Each check returns the value or throws an Error whose
 * message names the first thing that is not as it must be.
 */
import { isAbsolute } from 'node:path';
import type {
  AnnotateParams,
  InitializeParams,
  InstallParams,
  LimitParams,
  LogsParams,
  PlanSweepParams,
  PruneParams,
  RunRef,
  RunsRef,
  SetHyperParams,
  StartParams,
} from '../protocol/messages';
import { BACKENDS, SCHEDULES, SWEEP_METHODS, type RunSpec } from '../protocol/runs';
import { isRunId } from '../store/run-id';
import { MOST_RUNS } from '../sweep/plan';
import { finite, natural, oneOf, orNull, positive, record, text, type Fields } from './fields';

const LONGEST_PROGRAM = 1024 * 1024;
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

export function checkInstall(value: unknown): InstallParams {
  return { name: oneOf(record(value, 'the request'), 'name', BACKENDS) };
}

export function checkStart(value: unknown): StartParams {
  const fields = record(value, 'the request');
  const { tied } = fields;
  return {
    store: storePath(fields),
    runs: checkSpecs(fields),
    tied: tied === true,
    parallel: orNull(fields, 'parallel', positive),
  };
}

function checkSpecs({ runs }: Fields): RunSpec[] {
  if (!Array.isArray(runs) || runs.length === 0 || runs.length > MOST_RUNS)
    throw new Error(`"runs" must hold 1 to ${MOST_RUNS} runs.`);
  return runs.map(checkSpec);
}

export function checkProgram(value: unknown): RunSpec['program'] {
  return programOf(record(value, 'the request'));
}

export function checkSweep(value: unknown): PlanSweepParams {
  const fields = record(value, 'the request');
  const sweep = record(fields['sweep'], '"sweep"');
  const { vary } = sweep;
  if (!Array.isArray(vary) || vary.some((each) => typeof each !== 'string'))
    throw new Error('"vary" must be a list of texts.');
  return {
    runs: checkSpecs(fields),
    sweep: {
      vary: vary as string[],
      method: oneOf(sweep, 'method', SWEEP_METHODS),
      runs: orNull(sweep, 'runs', positive),
      seed: natural(sweep, 'seed'),
    },
  };
}

export function checkLimit(value: unknown): LimitParams {
  return { parallel: orNull(record(value, 'the request'), 'parallel', positive) };
}

function checkSpec(value: unknown): RunSpec {
  const fields = record(value, 'a run');
  const hyper = record(fields['hyper'], '"hyper"');
  for (const name of Object.keys(hyper)) finite(hyper, name);
  const data = orNull(fields, 'data', text);
  if (data !== null && !isAbsolute(data)) throw new Error(`"${data}" is not an absolute path.`);
  const switches = orNull(fields, 'switches', checkSwitches);
  return {
    program: programOf(fields),
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
    ...(switches === null ? {} : { switches }),
    sweep: orNull(fields, 'sweep', text)?.slice(0, LONGEST_NAME) ?? null,
    histogramEvery: orNull(fields, 'histogramEvery', positive),
    ...(fields['relaxedSimd'] === true && { relaxedSimd: true }),
    threads: orNull(fields, 'threads', positive),
    forkOf: orNull(fields, 'forkOf', checkFork),
  };
}

function programOf(fields: Fields): RunSpec['program'] {
  const program = record(fields['program'], '"program"');
  const programText = text(program, 'text');
  const written = orNull(program, 'written', text);
  if (Math.max(programText.length, written?.length ?? 0) > LONGEST_PROGRAM)
    throw new Error('The program is longer than a mebibyte.');
  const path = orNull(program, 'path', text);
  if (path !== null && !isAbsolute(path)) throw new Error(`"${path}" is not an absolute path.`);
  const name = text(program, 'name').slice(0, LONGEST_NAME);
  const decided = orNull(program, 'decided', checkSwitches);
  return {
    name,
    path,
    text: programText,
    ...(written !== null && { written }),
    ...(decided !== null && { decided }),
  };
}

function checkSwitches(fields: Fields, name: string): Record<string, boolean | string> {
  const switches = record(fields[name], `"${name}"`);
  for (const [each, value] of Object.entries(switches))
    if (typeof value !== 'boolean' && typeof value !== 'string')
      throw new Error(`"${each}" must be true, false or a text.`);
  return switches as Record<string, boolean | string>;
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
