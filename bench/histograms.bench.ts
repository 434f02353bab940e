/**
 * Histograms of weights, gradients and updates: what they cost the training loop, the recorder's thread and the disk;
 * and how fast event files are looked through for what is no scalar.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { normals } from '../runtime/graph/random';
import { RunSummaries } from '../runtime/series/run-summaries';
import { histogramOf } from '../runtime/store/histogram';
import { encodeHistograms, encodeScalars } from '../runtime/store/tfevents';
import { frameRecord } from '../runtime/store/tfrecord';
import { report, type Figure } from './report';

const VALUES = 1_000_000;
const TIMES = 15;
const values = Float32Array.from(normals({ seed: 1, step: 0, stream: 0 }, VALUES), (x) => x / 50);

const figures: Figure[] = [];
const add = (what: string, measured: number, unit: string, against = '—'): void => {
  figures.push({ what, measured, unit, against });
};

/** Processor time of one of many calls, in milliseconds. */
function ofACore(work: () => void): number {
  work();
  const before = process.cpuUsage();
  for (let i = 0; i < TIMES; i++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / TIMES;
}

/** What the loop does: a copy of each of the three, which changes hands. */
const copied = ofACore(() => [values, values, values].map((each) => each.slice()));
add('training loop, a step with histograms, 1 M parameters: copies', copied, 'ms of a core');
const counted = ofACore(() => histogramOf(values));
add("recorder's thread, one value", (1e6 * counted) / VALUES, 'ns of a core');
const event = encodeHistograms(1, 1, [
  { tag: 'weights/dense1.weight', histogram: histogramOf(values)! },
]);
add('in the event file, one histogram', event.length / 1000, 'kB');

async function scan(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'optiscope-bench-'));
  try {
    const path = join(folder, 'events.out.tfevents.1');
    const piece = Buffer.concat(
      Array.from({ length: 100_000 }, (_, i) =>
        frameRecord(encodeScalars(i, i, [{ tag: 'train/loss', value: i }])),
      ),
    );
    writeFileSync(path, Buffer.concat(Array.from({ length: 20 }, () => piece)));
    const megabytes = statSync(path).size / 1e6;
    await new RunSummaries(folder, () => undefined).readMore();
    const before = process.cpuUsage();
    await new RunSummaries(folder, () => undefined).readMore();
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    add(
      `looking through scalars only, ${megabytes.toFixed(0)} MB`,
      megabytes / seconds,
      'MB/s of a core',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void scan().then(() => report('histograms', figures));
