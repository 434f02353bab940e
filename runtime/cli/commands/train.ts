import { BACKENDS, SCHEDULES, type RunSpec } from '../../protocol/runs';
import { chosenModel } from '../../tasks/chosen-model';
import { isTaskModule, taskName } from '../../protocol/task-name';
import { findTask } from '../../tasks/registry';
import { selfContainedRuns } from '../../programs/imports';
import type { Command } from '../command';
import { UsageError } from '../failure';
import { readArguments } from '../options';
import { readProgram, trainableProgram } from '../program-file';
import { readSettings } from '../settings';
import { followToTheEnd } from '../to-the-end';
import { TRAINING_OPTIONS, trainingRequest, type TrainingRequest } from '../training-options';

export const train: Command = {
  name: 'train',
  usage: 'PROGRAM… --task NAME|PATH [options]',
  summary: 'train with one program, or compare several',
  help: [
    ['--task NAME', 'what to train on; "optiscope tasks" lists what there is'],
    ['--task PATH', 'a task of your own: a module in JavaScript, which is executed'],
    ['--data PATH', 'the file or folder that the task reads'],
    ['--target COLUMN', 'the column of a table to predict'],
    ['--missing TEXT', 'a cell of a table that means "no value", besides the empty one'],
    ['--model NAME', 'a model that fits the task, instead of its default'],
    ['--steps N', 'how many steps to train'],
    ['--batch N', 'examples in a batch'],
    ['--seeds 0,1,2', 'train once with each'],
    ['--lr X', "the highest learning rate, instead of the program's"],
    ['--schedule NAME', SCHEDULES.join(', ')],
    ['--warmup N', 'steps of linear warm-up'],
    [
      '--set NAME=VALUE',
      'a hyperparameter, flag or choice, of a chain adamw.beta1; may be repeated',
    ],
    ['--log-every N', 'steps between two logged ones'],
    ['--checkpoint-every N', 'steps between two automatic checkpoints, instead of half a minute'],
    ['--histograms N', 'log histograms of weights, gradients and updates every N steps'],
    ['--relaxed-simd', 'faster sums of products on "compiled", not the same on every machine'],
    ['--fork RUN@STEP', 'begin with the weights of a checkpoint of another run'],
    ['--backend NAME', ['auto', ...BACKENDS].join(', ')],
    ['--threads N', 'threads that may work on a step at once, instead of as many as pay'],
    ['--parallel N', 'how many of the runs train at the same time, instead of cores − 1'],
    ['--out DIR', 'folder for the runs, instead of .optiscope/runs'],
    ['--config FILE', 'take programs and options from an optiscope.json'],
    ['--json', 'print events as JSON lines on stdout'],
  ],
  run: async (args) => {
    const request = trainingRequest(readArguments(args, TRAINING_OPTIONS));
    const specs = runSpecs(request);
    const { store, parallel, json } = request;
    return followToTheEnd({ json, specs }, (follower) =>
      follower.follow({ store, runs: specs, tied: true, parallel }),
    );
  },
};

/** Checks programs, task and settings before anything is started; one spec for each program and seed, as it is kept. */
export const runSpecs = (request: TrainingRequest): RunSpec[] =>
  selfContainedRuns(writtenSpecs(request));

/** The same with the programs as they are written, imports and all. */
export function writtenSpecs({ programs, seeds, set, spec }: TrainingRequest): RunSpec[] {
  const files = programs.map(readProgram);
  checkTask(spec);
  const settled = files.map((file) => {
    trainableProgram(file);
    const { hyper, switches } = asUsage(() => readSettings(set, file.source));
    return {
      program: file.source,
      hyper,
      ...(Object.keys(switches).length > 0 && { switches }),
    };
  });
  return settled.flatMap((each) => seeds.map((seed) => ({ ...spec, ...each, seed })));
}

function checkTask({ task, data, target, missing, model }: TrainingRequest['spec']): void {
  if (isTaskModule(task)) {
    const unfit = Object.entries({ target, missing, model }).find(([, value]) => value !== null);
    if (unfit !== undefined)
      throw new UsageError(`${taskName(task)} has no use for --${unfit[0]}; leave it out.`);
    return;
  }
  const found = asUsage(() => findTask(task));
  if (found.data !== 'none' && data === null) {
    throw new UsageError(`The task ${task} needs a ${found.data}: name it with --data.`);
  }
  if (found.needsTarget && target === null) {
    throw new UsageError(`The task ${task} needs the column to predict: name it with --target.`);
  }
  if (model !== null) asUsage(() => chosenModel(found, model));
}

/** What the runtime says against an option's value is about how the command was put. */
export function asUsage<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
