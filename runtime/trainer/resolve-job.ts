import { analyze, indexLines, whyUntrainable, type Program } from '../../language';
import { openBackend, type OpenedBackend } from '../backends/open';
import { workPerStep } from '../backends/work';
import { nodeFiles } from '../data/node-files';
import { importsBeside } from '../programs/imports';
import type { ResolvedRun, RunSpec } from '../protocol/runs';
import { findTask } from '../tasks/registry';
import type { TaskInstance } from '../tasks/task';
import { resolveHyper } from '../training/hyperparameters';
import type { Settings } from '../training/control';
import { defaultLogEvery, type TrainingPlan } from '../training/loop';

/** A spec with every choice made: ready to train. */
export interface ResolvedJob {
  readonly program: Program;
  readonly task: TaskInstance;
  readonly opened: OpenedBackend;
  readonly plan: TrainingPlan;
  /** The hyperparameters at the first step. */
  readonly settings: Settings;
  readonly resolved: ResolvedRun;
}

/** Checks the program, reads the data, builds the model, starts the backend. Throws an Error with a sentence. */
export async function resolveJob(spec: RunSpec, product: string): Promise<ResolvedJob> {
  const program = checked(spec);
  const { lr, hyper } = resolveHyper(program, spec);
  const kind = findTask(spec.task);
  const steps = spec.steps ?? kind.defaults.steps;
  const batch = spec.batch ?? kind.defaults.batch;
  const { data, target, missing, model, seed } = spec;
  const task = await kind.load({ data, target, missing, model, batch, seed }, nodeFiles);
  const graph = task.graph(batch, 'train');
  const opened = await openBackend(spec.backend, workPerStep(graph));
  const logEvery = spec.logEvery ?? defaultLogEvery(steps);
  return {
    program,
    task,
    opened,
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
      parameters: graph.parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
      description: task.description,
      dataHash: task.dataHash,
      ...(task.trainExamples > 1
        ? { epoch: { batches: task.batchesPerEpoch, examples: task.trainExamples } }
        : {}),
      metric: kind.metric,
      versions: {
        optiscope: product,
        node: process.versions.node,
        v8: process.versions.v8,
        ...opened.backend.versions,
      },
    },
  };
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

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
