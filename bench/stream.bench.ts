/**
 * From the trainer to the screen: how late a metric is, and what a long fast stream costs. `--seconds N` sets how long
 * the stream lasts, `--full` is ten minutes. `--profile` leaves what the page's script did in its second half as
 * bench/output/stream.cpuprofile.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StartRuns, StopRun } from '../runtime/protocol/messages';
import { bareSpec } from '../runtime/protocol/runs';
import { openMeasuredPage, profiled, usedMegabytes, type MeasuredPage } from './browser';
import { startRuntime, type BenchRuntime } from './installation';
import { median, quantile, report } from './report';
import { InspectedProcess } from './runtime-memory';

const LATENCY_SECONDS = 20;
const LATENCY_ROWS = 10;
const STREAM_ROWS = 2000;
const STREAM_TAGS = 10;
/** The first frames are those of a page that opens. */
const SETTLE_MS = 3000;

const { argv } = process;
const asked = argv.indexOf('--seconds');
const seconds = argv.includes('--full') ? 600 : asked < 0 ? 20 : Number(argv[asked + 1]);
const program = readFileSync(join(__dirname, '..', '..', 'gallery', 'sgd.optim'), 'utf8');

/** Starts a run of so many rows a second and opens the page on it, once its first chart is drawn. */
async function begin(
  runtime: BenchRuntime,
  { page }: MeasuredPage,
  rows: number,
  tags: number,
): Promise<string> {
  const { store, connection } = runtime;
  const spec = { ...bareSpec('sgd', 'rosenbrock'), steps: rows, batch: tags };
  const runs = [{ ...spec, program: { ...spec.program, text: program } }];
  const [run] = await connection.rpc.sendRequest(StartRuns, { store, runs, tied: true });
  await page.goto(runtime.url);
  await page.waitForFunction(() => Object.keys(globalThis.optiscope?.charts() ?? {}).length > 0);
  return run!.id;
}

/** Milliseconds between the logging of each row and the frame after the one that it was drawn in. */
async function latencies(runtime: BenchRuntime, measured: MeasuredPage): Promise<number[]> {
  const id = await begin(runtime, measured, LATENCY_ROWS, 1);
  const { page } = measured;
  await page.evaluate((run) => {
    const late: number[] = [];
    let seen = 0;
    const look = (): void => {
      const drawn = globalThis.optiscope!.charts()['metric/0']?.of ?? 0;
      if (drawn > seen) {
        const now = performance.timeOrigin + performance.now();
        const times = globalThis.optiscope!.series(run, 'metric/0')?.wallTimes ?? [];
        for (const time of times.slice(seen, drawn)) late.push(now - 1000 * time);
        seen = drawn;
      }
      requestAnimationFrame(look);
    };
    look();
    Object.assign(window, { late });
  }, id);
  await delay(1000 * LATENCY_SECONDS);
  const late = await page.evaluate(() => (window as unknown as { late: number[] }).late);
  await runtime.connection.rpc.sendRequest(StopRun, { store: runtime.store, run: id });
  // The rows from before the page was open waited for it.
  return late.slice(Math.min(late.length - 1, LATENCY_ROWS * 3));
}

/** A step and a time of eight bytes each, and a value of four. */
const BYTES_OF_A_SCALAR = 20;

/** Megabytes that the runtime holds beside the points themselves. */
async function beyondPoints(
  inspected: InspectedProcess,
  { page }: MeasuredPage,
  run: string,
): Promise<number> {
  const rows = await page.evaluate(
    (id) => globalThis.optiscope!.series(id, 'metric/0')?.total ?? 0,
    run,
  );
  return (await inspected.usedMegabytes()) - (rows * STREAM_TAGS * BYTES_OF_A_SCALAR) / 1e6;
}

async function main(): Promise<void> {
  const runtime = await startRuntime('stream-trainer');
  const measured = await openMeasuredPage();
  try {
    const late = await latencies(runtime, measured);
    const id = await begin(runtime, measured, STREAM_ROWS, STREAM_TAGS);
    const { page } = measured;
    await delay(SETTLE_MS);
    await page.evaluate(() => globalThis.scriptMeter.reset());
    await delay(500 * seconds);
    const heap = await usedMegabytes(measured);
    const inspected = await InspectedProcess.of(runtime.connection.lock.pid);
    const beyond = await beyondPoints(inspected, measured, id);
    await profiled(measured, 'stream', () => delay(500 * seconds));
    const frames = await page.evaluate(() => globalThis.scriptMeter.frames);
    const laterHeap = await usedMegabytes(measured);
    const laterBeyond = await beyondPoints(inspected, measured, id);
    inspected.close();
    const { total } = await page.evaluate(
      (run) => ({ total: globalThis.optiscope!.series(run, 'metric/0')?.total ?? 0 }),
      id,
    );
    await runtime.connection.rpc.sendRequest(StopRun, { store: runtime.store, run: id });
    const expected = (SETTLE_MS / 1000 + seconds) * STREAM_ROWS;
    if (total < 0.9 * expected) throw new Error(`only ${total} of ${expected} rows have come`);
    report('stream', [
      { what: 'logged → on screen, p50', measured: median(late), unit: 'ms', against: '≤ 50' },
      {
        what: 'logged → on screen, p95',
        measured: quantile(late, 0.95),
        unit: 'ms',
        against: '≤ 150',
      },
      {
        what: `20,000 scalars/s for ${seconds} s: script of a frame, p50`,
        measured: median(frames),
        unit: 'ms',
        against: '—',
      },
      {
        what: 'the same, p99.9',
        measured: quantile(frames, 0.999),
        unit: 'ms',
        against: '≤ 16',
      },
      { what: 'the same, largest', measured: Math.max(...frames), unit: 'ms', against: '—' },
      { what: "panel's memory, halfway", measured: heap, unit: 'MB', against: 'flat' },
      { what: "panel's memory, at the end", measured: laterHeap, unit: 'MB', against: 'flat' },
      {
        what: "runtime's memory beside 20 bytes a scalar, halfway",
        measured: beyond,
        unit: 'MB',
        against: 'flat, but for room to grow: a quarter of the points',
      },
      { what: 'the same, at the end', measured: laterBeyond, unit: 'MB', against: 'the same' },
    ]);
  } finally {
    await measured.close();
    runtime.stop();
  }
}

void main();
