/**
 * A trainer that only logs: the recording, the processes and the socket are the real ones. What a run's spec says is
 * read otherwise: `steps` are rows a second, `batch` the scalars of a row.
 */
import { startRecording } from '../runtime/trainer/recording';
import type { FromTrainer, ToTrainer } from '../runtime/trainer/messages';

const PACE_MS = 4;

const say = (message: FromTrainer, then?: () => void): void => {
  process.send?.(message, () => then?.());
};

let stopped = false;

function log(folder: string, rowsPerSecond: number, scalars: number): void {
  const recording = startRecording(folder, null, say);
  const tags = Array.from({ length: scalars }, (_, tag) => `metric/${tag}`);
  const begun = performance.now();
  let step = 0;
  const advance = (): void => {
    if (stopped) {
      void recording.finish().then(() => {
        say({ kind: 'ended', status: 'stopped', step, reason: null }, () => process.exit());
      });
      return;
    }
    const due = Math.floor(((performance.now() - begun) / 1000) * rowsPerSecond);
    for (; step < due; step++)
      recording.record(
        step,
        Object.fromEntries(tags.map((tag, i) => [tag, Math.sin(step / (50 + i)) + Math.random()])),
      );
    setTimeout(advance, PACE_MS);
  };
  advance();
}

process.on('disconnect', () => process.exit());
process.on('message', (message: ToTrainer) => {
  if (message.kind === 'stop') stopped = true;
  if (message.kind !== 'job') return;
  const { steps, batch } = message.spec;
  say({
    kind: 'resolved',
    resolved: {
      model: 'none',
      steps: Number.MAX_SAFE_INTEGER,
      batch: 1,
      lr: 1,
      hyper: {},
      logEvery: 1,
      backend: 'tfjs-cpu',
      backendReason: 'nothing is trained.',
      parameters: 0,
      description: 'a stream of scalars',
      dataHash: 'none',
      metric: { tag: 'metric/0', better: 'lower' },
      versions: { node: process.version },
    },
  });
  log(message.folder, steps ?? 1, batch ?? 1);
});
