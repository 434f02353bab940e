/**
 * A trainer: the process of one run. The supervisor forks it, sends it its job over the IPC channel and hears of its
 * rows, its progress and its end. It leaves when the run has ended, or when the channel closes.
 */
import { join } from 'node:path';
import type { Engine, StepNorms, StepTensors } from '../engines/engine';
import type { Parameter } from '../graph/graph';
import type { ResolvedRun, RunSpec } from '../protocol/runs';
import { taskName } from '../protocol/task-name';
import type { NonFiniteOrigin } from '../protocol/statements';
import { productVersion } from '../protocol/version';
import { appendAction } from '../store/actions';
import { readCheckpoint, type Checkpoint } from '../store/checkpoints';
import { RunControl, type ControlEvents } from '../training/control';
import { train, type Metrics, type Progress } from '../training/loop';
import { outsideRanges } from '../training/ranges';
import { startAlerting } from './alerting';
import { Checkpointing } from './checkpointing';
import type { FromTrainer, ToTrainer, TrainerJob } from './messages';
import { startRecording, type NamedTensor } from './recording';
import { resolveJob } from './resolve-job';
import { SystemUsage } from './system-usage';
import { explainTrap } from './trap';
import { startWatching } from './watching';

/** The supervisor hears of progress at most this often; milliseconds. */
const PROGRESS_INTERVAL = 100;

type Wish = Exclude<ToTrainer, TrainerJob>;
type Ended = Omit<Extract<FromTrainer, { kind: 'ended' }>, 'kind'>;

/** What was said before the data was read waits here. */
let carryOut: (message: Wish) => void = (message) => unheard.push(message);
const unheard: Wish[] = [];
let lastStep = 0;

/** Resolves when the message is on its way. */
const say = (message: FromTrainer): Promise<void> =>
  new Promise((resolve) => {
    if (process.connected) process.send!(message, () => resolve());
    else resolve();
  });

async function leave(end: Ended): Promise<never> {
  await say({ kind: 'ended', ...end });
  process.exit(0);
}

const failed = (error: unknown): Ended => ({
  status: 'failed',
  step: lastStep,
  reason: error instanceof Error ? error.message : String(error),
});

async function runJob(job: TrainerJob): Promise<Ended> {
  const { spec, folder, changes } = job;
  const version = productVersion(join(__dirname, 'trainer.js'));
  const resolvedJob = await resolveJob(spec, version);
  const { opened, opening, task, plan, settings, resolved } = resolvedJob;
  const { engine, parameters } = opening;
  const from = begin(job, engine, parameters, resolved);
  const checkpoints = new Checkpointing({
    folder,
    engine,
    parameters,
    facts: factsOf(spec, resolved),
    every: spec.checkpointEvery ?? null,
    now: () => performance.now(),
  });
  const recording = startRecording(
    folder,
    job.again ? (from.step === 0 ? 0 : from.step + 1) : null,
    (message) => (message.kind === 'warning' ? warnOnce(message.message) : void say(message)),
  );
  /** What was logged before a checkpoint must not be lost after it. */
  const save = async (step: number, kept: boolean, validated = true): Promise<string | null> => {
    await recording.flush();
    return checkpoints.save(step, kept, validated);
  };
  const events: ControlEvents = {
    isDue: (step) => checkpoints.isDue(step),
    save: async (step, asked) => {
      const failure = await save(step, asked);
      if (asked) void say({ kind: 'saved', step, failure });
      else if (failure !== null) warnOnce(failure);
    },
    paused: (step) => void say({ kind: 'paused', step }),
    resumed: () => void say({ kind: 'resumed' }),
  };
  const control = new RunControl(settings, changes, events, from.step);
  const post = (message: FromTrainer): void => void say(message);
  const { program, twin } = resolvedJob;
  const warnOutside = (values: Readonly<Record<string, number>>): void =>
    outsideRanges(program, values).forEach((sentence) => {
      void say({ kind: 'warning', message: sentence });
    });
  const { logEvery } = plan;
  const watched = { program, spec, logEvery, parameters, engine, twin, task };
  const watching = await startWatching(watched, post);
  carryOut = (message) => {
    if (message.kind === 'observe') watching?.want(message.wanted);
    else {
      // Ahead of the change itself, so that whoever waits for that knows of it.
      if (message.kind === 'set') warnOutside({ [message.name]: message.value });
      follow(message, control, folder);
    }
  };
  void say({ kind: 'resolved', resolved });
  unheard.forEach(carryOut);
  for (const message of opened.warnings) void say({ kind: 'warning', message });
  if (engine.remark) void say({ kind: 'warning', message: engine.remark });
  warnOutside({ ...settings.hyper, lr: settings.peak });
  const usage = new SystemUsage();
  const lookFor = startAlerting(folder, plan, parameters, (message) => void say(message));
  let toldAt = 0;
  try {
    const hooks = {
      onMetrics: (
        step: number,
        metrics: Metrics,
        norms: StepNorms | null,
        origin: NonFiniteOrigin | null,
      ) => {
        recording.record(step, { ...metrics, ...usage.sample() });
        lookFor({ step, metrics, norms, origin });
      },
      onTensors: (step: number, tensors: StepTensors) =>
        recording.recordTensors(step, named(tensors, parameters)),
      onProgress: (step: number) => {
        lastStep = step;
        const now = performance.now();
        if (now - toldAt < PROGRESS_INTERVAL) return;
        toldAt = now;
        void say({ kind: 'progress', step });
      },
      ...(watching && { observer: watching }),
    };
    const end = await train(engine, task, { ...plan, from }, hooks, control);
    // Others may be forked from where it came to; not from numbers that are not finite.
    if (end.status !== 'diverged' && end.step > 0) {
      const failure = await save(end.step, false, end.validated);
      if (failure !== null) warnOnce(failure);
    }
    const { status, step, reason } = end;
    return { status, step, reason };
  } catch (error) {
    throw explainTrap(error, program, spec.program.text, lastStep + 1);
  } finally {
    await recording.finish();
  }
}

/** `weights/dense1.weight`: what is logged of a step's tensors. */
const named = (tensors: StepTensors, parameters: readonly Parameter[]): NamedTensor[] =>
  (['weights', 'gradients', 'updates'] as const).flatMap((what) =>
    parameters.map(({ name }, i) => ({ tag: `${what}/${name}`, values: tensors[what][i]! })),
  );

/** What a checkpoint is of. */
const factsOf = (
  { program, seed }: RunSpec,
  { dataHash, module }: ResolvedRun,
): Pick<Checkpoint, 'program' | 'dataHash' | 'seed' | 'module'> => ({
  program: program.text,
  dataHash,
  seed,
  ...(module && { module: module.hash }),
});

/** Puts an engine where the job's checkpoint has it. Throws a sentence where that does not fit. */
function begin(
  { spec, checkpoint, again }: TrainerJob,
  engine: Engine,
  parameters: readonly Parameter[],
  { dataHash, module }: ResolvedRun,
): Progress {
  if (checkpoint === null) return { step: 0, validated: true };
  const { step, validated, program, state, ...made } = readCheckpoint(checkpoint, parameters);
  if (again && made.module !== module?.hash)
    throw new Error(`${taskName(spec.task)} has changed since the checkpoint: train anew.`);
  if (again && made.dataHash !== dataHash)
    throw new Error('The data has changed since the checkpoint: train anew.');
  engine.writeState({ ...state, slots: program === spec.program.text ? state.slots : null });
  lastStep = step;
  return { step, validated: validated || !again };
}

/** A disk that is full stays full for a while: its failure is told once. */
let warned = false;
function warnOnce(message: string): void {
  if (warned) return;
  warned = true;
  void say({ kind: 'warning', message });
}

function follow(
  wish: Exclude<Wish, { kind: 'observe' }>,
  control: RunControl,
  folder: string,
): void {
  switch (wish.kind) {
    case 'stop':
      void say({ kind: 'stopping' });
      return control.stop();
    case 'stop-after-epoch':
      return control.stopAfterEpoch();
    case 'pause':
      return control.pause();
    case 'resume':
      return control.resume();
    case 'checkpoint':
      return control.checkpoint();
    case 'set':
      return change(wish, control, folder);
  }
}

/** On disk before the next step begins: a run that is killed right after it can still be repeated. */
function change(
  { name, value, by }: Extract<Wish, { kind: 'set' }>,
  control: RunControl,
  folder: string,
): void {
  const changed = control.set(name, value);
  if (changed === null) return;
  const action = { at: Date.now(), action: 'set', by, ...changed } as const;
  try {
    appendAction(folder, action);
  } catch (error) {
    const cause = (error as Error).message;
    void say({ kind: 'warning', message: `A change of ${name} cannot be recorded: ${cause}.` });
  }
  void say({ kind: 'changed', action });
}

process.on('message', (message: ToTrainer) => {
  if (message.kind === 'job') runJob(message).catch(failed).then(leave);
  else carryOut(message);
});
process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', (error) => void leave(failed(error)));
process.on('unhandledRejection', (error) => void leave(failed(error)));
