/** What a person decides before a training run, kept apart from the editor that asks for it. */
import type { TaskInfo } from '../../runtime/protocol/messages';
import type { BackendChoice, RunSpec, Schedule } from '../../runtime/protocol/runs';
import { taskName } from '../../runtime/protocol/task-name';

/** A task as the editor offers it; what a module has by default only the trainer learns. */
export interface OfferedTask extends Omit<TaskInfo, 'defaults'> {
  readonly defaults: TaskInfo['defaults'] | null;
}

/** A person's own task: nobody looks into its module before it is trained. */
export const moduleTask = (path: string): OfferedTask => ({
  name: path,
  title: taskName(path),
  description: path,
  data: 'none',
  needsTarget: false,
  models: [],
  split: '',
  metric: { tag: 'train/loss', better: 'lower' },
  defaults: null,
});

/** Settings of a run; null leaves the choice to the task or the program. */
export interface Choices {
  readonly data: string | null;
  readonly target: string | null;
  readonly missing: string | null;
  readonly model: string | null;
  readonly steps: number | null;
  readonly batch: number | null;
  readonly seeds: readonly number[];
  readonly lr: number | null;
  readonly schedule: Schedule;
  readonly warmup: number;
  /** What is set of the program: hyperparameters to numbers, flags and choices to the others. */
  readonly set: Readonly<Record<string, number | boolean | string>>;
  readonly logEvery: number | null;
  /** Steps between two histograms of weights, gradients and updates; null: none. */
  readonly histogramEvery: number | null;
  /** Null: what the setting `optiscope.backend` says. */
  readonly backend: BackendChoice | null;
}

export const DEFAULT_CHOICES: Choices = {
  data: null,
  target: null,
  missing: null,
  model: null,
  steps: null,
  batch: null,
  seeds: [0],
  lr: null,
  schedule: 'constant',
  warmup: 0,
  set: {},
  logEvery: null,
  histogramEvery: null,
  backend: null,
};

/** What was chosen before in this workspace. */
export interface Remembered {
  readonly task: string | null;
  readonly choices: Readonly<Record<string, Partial<Choices>>>;
}

export const NOTHING_REMEMBERED: Remembered = { task: null, choices: {} };

export const choicesFor = (remembered: Remembered, task: string): Choices => ({
  ...DEFAULT_CHOICES,
  ...remembered.choices[task],
});

/** Hyperparameters belong to one program, so they are not carried over to the next. */
export function remember(before: Remembered, task: string, choices: Choices): Remembered {
  return { task, choices: { ...before.choices, [task]: { ...choices, set: {} } } };
}

/** The task of last time first, then those that need no file. */
export function orderTasks(tasks: readonly TaskInfo[], remembered: Remembered): TaskInfo[] {
  const rank = (task: TaskInfo): number =>
    task.name === remembered.task ? 0 : task.data === 'none' ? 1 : 2;
  return [...tasks].sort((a, b) => rank(a) - rank(b));
}

/** True when nothing more has to be asked before a run can start. */
export const isComplete = (task: OfferedTask, choices: Choices): boolean =>
  (task.data === 'none' || choices.data !== null) && (!task.needsTarget || choices.target !== null);

export type ProgramText = RunSpec['program'];

/** What the settings say of runs. */
export interface RunDefaults {
  readonly backend: BackendChoice;
  /** Threads that may work on a step at once; null: as many as pay. */
  readonly threads: number | null;
  /** Whether the machine may decide how often sums of products are rounded. */
  readonly relaxedSimd: boolean;
}

/** One run for each program and seed. */
export function runSpecs(
  programs: readonly ProgramText[],
  task: string,
  choices: Choices,
  defaults: RunDefaults,
): RunSpec[] {
  const { seeds, set, backend, ...rest } = choices;
  const settings = Object.entries(set);
  const hyper = Object.fromEntries(
    settings.filter((each): each is [string, number] => typeof each[1] === 'number'),
  );
  const switches = Object.fromEntries(
    settings.filter((each): each is [string, boolean | string] => typeof each[1] !== 'number'),
  );
  return programs.flatMap((program) =>
    seeds.map((seed) => ({
      program,
      task,
      ...rest,
      seed,
      hyper,
      ...(Object.keys(switches).length > 0 && { switches }),
      ...(defaults.relaxedSimd && { relaxedSimd: true }),
      backend: backend ?? defaults.backend,
      threads: defaults.threads,
    })),
  );
}
