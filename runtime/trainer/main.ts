/**
 * A trainer: the process of one run. The supervisor forks it, sends it its job over the IPC channel and hears of its
 * rows, its progress and its end. It leaves when the run has ended, or when the channel closes.
 */
import { join } from 'node:path';
import { createTfjsEngine } from '../engines/tfjs/engine';
import { productVersion } from '../protocol/version';
import { train } from '../training/loop';
import type { FromTrainer, ToTrainer, TrainerJob } from './messages';
import { startRecording } from './recording';
import { resolveJob } from './resolve-job';

/** The supervisor hears of progress at most this often; milliseconds. */
const PROGRESS_INTERVAL = 100;

type Ended = Omit<Extract<FromTrainer, { kind: 'ended' }>, 'kind'>;

let stopAsked = false;
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
  const { program, task, opened, plan, resolved } = await resolveJob(spec, version);
  void say({ kind: 'resolved', resolved });
  for (const message of opened.warnings) void say({ kind: 'warning', message });
  const engine = await createTfjsEngine(opened.backend.tf, {
    graph: (size, mode) => task.graph(size, mode),
    program,
    seed: spec.seed,
  });
  const recording = startRecording(folder, (message) => void say(message));
  let toldAt = 0;
  try {
    return await train(engine, task, plan, {
      onMetrics: (step, metrics) => recording.record(step, metrics),
      shouldStop: () => stopAsked,
      onProgress: (step) => {
        lastStep = step;
        const now = performance.now();
        if (now - toldAt < PROGRESS_INTERVAL) return;
        toldAt = now;
        void say({ kind: 'progress', step });
      },
    });
  } finally {
    await recording.finish();
  }
}

process.on('message', (message: ToTrainer) => {
  if (message.kind === 'stop') stopAsked = true;
  else runJob(message).catch(failed).then(leave);
});
process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', (error) => void leave(failed(error)));
process.on('unhandledRejection', (error) => void leave(failed(error)));
