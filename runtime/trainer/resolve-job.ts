import { availableParallelism } from 'node:os';
import { analyze, indexLines, whyUntrainable, type Program } from '../../language';
import type { Engine } from '../engines/engine';
import type { LoadedBackend } from '../backends/backend';
import { openBackend, type OpenedBackend } from '../backends/open';
import { workPerStep } from '../backends/work';
import { parameterCount } from '../graph/builder';
import { nodeFiles } from '../data/node-files';
import { importsBeside } from '../programs/imports';
import type { ResolvedRun, RunSpec } from '../protocol/runs';
import { formatCount } from '../protocol/words';
import { isTaskModule } from '../protocol/task-name';
import { findTask } from '../tasks/registry';
import { loadModuleTask, type ModuleSource } from '../tasks/module/load';
import type { Task, TaskData, TaskInstance, TfjsTask } from '../tasks/task';
import { resolveHyper } from '../training/hyperparameters';
import type { Settings } from '../training/control';
import { openEngine, type OpenedEngine } from './open-engine';
import { defaultLogEvery, type TrainingPlan } from '../training/loop';
import { threadsFor } from './threads';

/** A spec with every choice made: ready to train. */
export interface ResolvedJob {
  readonly program: Program;
  readonly task: TaskData;
  readonly opened: OpenedBackend;
  readonly opening: OpenedEngine;
  /** Makes another engine of the same kind, at its first step. */
  readonly twin: () => Promise<Engine>;
  readonly plan: TrainingPlan;
  /** The hyperparameters at the first step. */
  readonly settings: Settings;
  readonly resolved: ResolvedRun;
}

/** Checks the program, reads the data, builds the model, starts the backend. Throws an Error with a sentence. */
export async function resolveJob(spec: RunSpec, product: string): Promise<ResolvedJob> {
  const program = checked(spec);
  const { lr, hyper } = resolveHyper(program, spec);
  const { task, steps, batch, metric, module } = await readTask(spec);
  const work = 'tfjs' in task ? null : workPerStep(task.graph(batch, 'train'));
  const opened = await openBackend(spec.backend, work);
  const threads = threadsOf(spec, opened.backend, task, work);
  const open = (several = 1): Promise<OpenedEngine> =>
    openEngine(opened.backend, task, program, spec, several);
  const opening = await open(threads);
  const logEvery = spec.logEvery ?? defaultLogEvery(steps);
  return {
    program,
    task,
    opened,
    opening,
    twin: async () => (await open()).engine,
    plan: {
      schedule: spec.schedule,
      steps,
      warmup: spec.warmup,
      logEvery,
      tensorsEvery: spec.histogramEvery ?? null,
    },
    settings: { peak: lr, hyper },
    resolved: {
      model: task.model,
      steps,
      batch,
      lr,
      hyper,
      logEvery,
      backend: opened.backend.name,
      backendReason: opened.reason,
      ...(threads !== undefined && { threads }),
      parameters: opening.engine.parameterCount,
      description: task.description,
      dataHash: task.dataHash,
      ...(task.trainExamples > 1
        ? { epoch: { batches: task.batchesPerEpoch, examples: task.trainExamples } }
        : {}),
      ...(module && { module }),
      metric,
      versions: {
        optiscope: product,
        node: process.versions.node,
        v8: process.versions.v8,
        ...opened.backend.versions,
      },
    },
  };
}

/** How many threads are to train; undefined where the backend sees to that. */
function threadsOf(
  { threads = null }: RunSpec,
  { name }: LoadedBackend,
  task: TaskInstance | TfjsTask,
  work: number | null,
): number | undefined {
  if (name !== 'compiled' || 'tfjs' in task) return undefined;
  const parameters = parameterCount(task.graph(1, 'evaluate'));
  return threadsFor(threads, { work, parameters }, availableParallelism());
}

/** What a run trains on: a built-in task, or a person's own. */
interface ReadTask {
  readonly task: TaskInstance | TfjsTask;
  readonly steps: number;
  readonly batch: number;
  readonly metric: ResolvedRun['metric'];
  readonly module?: ModuleSource;
}

async function readTask(spec: RunSpec): Promise<ReadTask> {
  const { data, target, missing, model, seed } = spec;
  const options = { data, target, missing, model, seed };
  const sizes = ({ steps, batch }: Task['defaults']) => ({
    steps: stepsOf(spec, steps),
    batch: spec.batch ?? batch,
  });
  if (isTaskModule(spec.task)) {
    const { source, metric, defaults, load } = await loadModuleTask(spec.task, options);
    const chosen = sizes(defaults);
    return { task: load(chosen.batch), ...chosen, metric, module: source };
  }
  const kind = findTask(spec.task);
  const chosen = sizes(kind.defaults);
  const task = await kind.load({ ...options, batch: chosen.batch }, nodeFiles);
  return { task, ...chosen, metric: kind.metric };
}

/**
 * How many steps a run has, of which a fork has some behind it: where its origin has gone as far as runs of the task
 * do, it goes as far again. Throws a sentence where it is told to end before it begins.
 */
export function stepsOf(
  { steps, forkOf }: Pick<RunSpec, 'steps' | 'forkOf'>,
  usual: number,
): number {
  const behind = forkOf?.step ?? 0;
  if (steps === null) return usual > behind ? usual : behind + usual;
  if (steps > behind) return steps;
  throw new Error(
    `The fork begins after step ${formatCount(behind)} and was to end at step ${formatCount(steps)}: give it more steps.`,
  );
}

function checked({ program: { name, path, text }, switches }: RunSpec): Program {
  const { program, diagnostics } = analyze(text, {
    name,
    settings: switches,
    imports: importsBeside(path),
  });
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error) {
    const { line, character } = indexLines(text).positionAt(error.span.start);
    throw new Error(`${name}.optim:${line + 1}:${character + 1}: ${error.message}`);
  }
  if (!program) throw new Error(`${name}.optim is not a complete program.`);
  const why = whyUntrainable(program);
  if (why !== null) throw new Error(why);
  return program;
}
