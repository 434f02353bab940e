/**
 * A trainer: the process of one run. The supervisor forks it, sends it its job over the IPC channel and hears of its
 * rows, its progress and its end. It leaves when the run has ended, or when the channel closes.
 */
import { join } from 'node:path';
import { createTfjsEngine } from '../engines/tfjs/engine';
import { productVersion } from '../protocol/version';
import { appendAction } from '../store/actions';
import { RunControl } from '../training/control';
import { train, type Metrics } from '../training/loop';
import type { FromTrainer, ToTrainer, TrainerJob } from './messages';
import { startRecording } from './recording';
import { resolveJob } from './resolve-job';
import { SystemUsage } from './system-usage';

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

async function runJob({ spec, folder }: TrainerJob): Promise<Ended> {
  const version = productVersion(join(__dirname, 'trainer.js'));
  const { program, task, opened, plan, settings, resolved } = await resolveJob(spec, version);
  const control = new RunControl(settings, [], {
    paused: (step) => void say({ kind: 'paused', step }),
    resumed: () => void say({ kind: 'resumed' }),
  });
  carryOut = (message) => follow(message, control, folder);
  void say({ kind: 'resolved', resolved });
  unheard.forEach(carryOut);
  for (const message of opened.warnings) void say({ kind: 'warning', message });
  const engine = await createTfjsEngine(opened.backend.tf, {
    graph: (size, mode) => task.graph(size, mode),
    program,
    seed: spec.seed,
  });
  const recording = startRecording(folder, (message) => void say(message));
  const usage = new SystemUsage();
  let toldAt = 0;
  try {
    const hooks = {
      onMetrics: (step: number, metrics: Metrics) =>
        recording.record(step, { ...metrics, ...usage.sample() }),
      onProgress: (step: number) => {
        lastStep = step;
        const now = performance.now();
        if (now - toldAt < PROGRESS_INTERVAL) return;
        toldAt = now;
        void say({ kind: 'progress', step });
      },
    };
    return await train(engine, task, plan, hooks, control);
  } finally {
    await recording.finish();
  }
}

function follow(wish: Wish, control: RunControl, folder: string): void {
  switch (wish.kind) {
    case 'stop':
      return control.stop();
    case 'stop-after-epoch':
      return control.stopAfterEpoch();
    case 'pause':
      return control.pause();
    case 'resume':
      return control.resume();
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
