/**
 * The panel in a browser with software raster: first paint, the table of runs, many metrics, a long run restored.
 * `--only NAME` measures one of these, `--profile` leaves what the script did in each as bench/output/NAME.cpuprofile.
 */
import { CannedRuntime, cannedRun, type CannedRun } from '../.vscode-test/editor/canned-runtime';
import { EventFileWriter } from '../runtime/store/event-file-writer';
import { createRunFolder, writeRunFile } from '../runtime/store/run-file';
import { openMeasuredPage, profiled, threadTime, type MeasuredPage, type Sight } from './browser';
import { startRuntime, type BenchRuntime } from './installation';
import { median, quantile, report, type Figure } from './report';

const REPEATS = 5;
/** On a machine that is busy with other things. */
const PATIENCE_MS = 120_000;

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** Opens a page and waits until what is wanted has been drawn; gives the sight of the frame after. */
async function openedUntil(
  { page }: MeasuredPage,
  url: string,
  wanted: Partial<Sight>,
): Promise<{ readonly at: number; readonly script: number }> {
  await page.goto('about:blank');
  await page.goto(url);
  const reached = await page.waitForFunction(
    (least) =>
      globalThis.scriptMeter.sights.find((sight) =>
        Object.entries(least).every(([name, value]) => sight[name as keyof Sight] >= value),
      ),
    wanted,
    { timeout: PATIENCE_MS },
  );
  const { at } = (await reached.jsonValue())!;
  const script = sum(await page.evaluate(() => globalThis.scriptMeter.frames));
  return { at, script };
}

const CARDS = 8;
const RUNS = 20;
const POINTS = 1000;

async function firstPaint(measured: MeasuredPage): Promise<Figure[]> {
  const runtime = await startRuntime();
  const tags = Array.from({ length: CARDS }, (_, i) => `train/metric${i}`);
  for (let i = 0; i < RUNS; i++) leaveRun(runtime, `run${i + 10}`, tags, POINTS);
  const scripts: number[] = [];
  const times: number[] = [];
  const cores: number[] = [];
  // Tall enough for all cards to be on screen.
  await measured.page.setViewportSize({ width: 1280, height: 2400 });
  for (let i = 0; i < REPEATS; i++) {
    const wanted = { charts: CARDS, points: CARDS * RUNS * POINTS };
    const { at, script } = await openedUntil(measured, runtime.url, wanted);
    cores.push((await threadTime(measured)).all);
    scripts.push(script);
    times.push(at - (await measured.page.evaluate(() => globalThis.scriptMeter.firstPointsAt!)));
  }
  await measured.page.setViewportSize({ width: 1280, height: 800 });
  runtime.stop();
  const what = `${CARDS} cards × ${RUNS} runs, first paint`;
  return [
    { what: `${what}: our script`, measured: median(scripts), unit: 'ms', against: '≤ 100' },
    {
      what: `${what}: from the first points on, raster included`,
      measured: median(times),
      unit: 'ms',
      against: '≤ 300',
    },
    {
      what: "the same, of a core: all that the page's thread does, from an empty page on",
      measured: median(cores),
      unit: 'ms',
      against: '—',
    },
  ];
}

const TABLE_RUNS = 10_000;
const HYPER = 182;

function tableRuns(): CannedRun[] {
  const { run } = cannedRun('0', 'lion', []);
  return Array.from({ length: TABLE_RUNS }, (_, i) =>
    cannedRun(String(i).padStart(6, '0'), `program ${(i * 7919) % TABLE_RUNS}`, [], {
      comparison: null,
      status: 'completed',
      createdAt: i,
      endedAt: i,
      spec: {
        ...run.spec,
        seed: i % 10,
        lr: ((i * 104_729) % 9973) / 1e6,
        hyper: Object.fromEntries(
          Array.from({ length: HYPER }, (__, k) => [`h${k}`, (i * (k + 1)) % 997]),
        ),
      },
    }),
  );
}

async function table({ page }: MeasuredPage): Promise<Figure[]> {
  const runtime = new CannedRuntime(tableRuns());
  await runtime.start();
  await page.goto(runtime.url);
  await page.getByRole('button', { name: 'Maximize the Table' }).click();
  /** Our script until what a gesture sets off has been drawn. */
  const script = async (gesture: () => Promise<void>): Promise<number> => {
    await page.evaluate(() => globalThis.scriptMeter.reset());
    await gesture();
    for (let frame = 0; frame < 3; frame++)
      await page.evaluate(() => globalThis.scriptMeter.frame());
    return sum(await page.evaluate(() => globalThis.scriptMeter.frames));
  };
  const sorts: number[] = [];
  for (const column of ['lr', 'seed', 'step', 'state', 'program'])
    for (let i = 0; i < 2; i++)
      sorts.push(
        await script(() => page.locator(`th[data-column="${column}"] button`).first().click()),
      );
  await page.evaluate(() => globalThis.scriptMeter.reset());
  await page.locator('.rows').hover();
  // By the wheel: a script that scrolled would be timed with the layout that it forces.
  for (let turn = 0; turn < 200; turn++) {
    await page.mouse.wheel(turn % 4 === 0 ? 60 : 0, 300);
    await page.evaluate(() => globalThis.scriptMeter.frame());
  }
  const frames = await page.evaluate(() => [...globalThis.scriptMeter.frames]);
  await runtime.stop();
  const what = `${TABLE_RUNS} runs × 200 columns`;
  return [
    { what: `${what}: sort`, measured: median(sorts), unit: 'ms', against: '≤ 100' },
    {
      what: `${what}: largest of 10 sorts`,
      measured: Math.max(...sorts),
      unit: 'ms',
      against: '—',
    },
    {
      what: `${what}: scroll, script of a frame, p50`,
      measured: median(frames),
      unit: 'ms',
      against: '≤ 8',
    },
    { what: 'the same, p95', measured: quantile(frames, 0.95), unit: 'ms', against: '≤ 8' },
  ];
}

/** A run that has ended, with `points` of each of these metrics, in the store of a runtime. */
function leaveRun(
  { store }: BenchRuntime,
  id: string,
  tags: readonly string[],
  points: number,
): void {
  const { run } = cannedRun(id, 'long', [], { store, status: 'completed', endedAt: 1.7e12 + 1 });
  const folder = createRunFolder(store, id);
  const file = new EventFileWriter(folder, { startedAt: 1.7e9 });
  for (let step = 0; step < points; step++) {
    const scalars = tags.map((tag, i) => ({
      tag,
      value: Math.sin(step / 1e4) + Math.sin(step * i),
    }));
    file.appendScalars([{ step, wallTime: 1.7e9 + step, scalars }]);
  }
  file.close();
  writeRunFile({ ...run, supervisor: null, step: points - 1 });
}

const TAGS = 2000;

async function manyTags(measured: MeasuredPage): Promise<Figure[]> {
  const runtime = await startRuntime();
  try {
    const names = Array.from({ length: TAGS }, (_, i) => `layer${i % 20}/weights/${i}`);
    leaveRun(runtime, 'tags', names, 20);
    const times: number[] = [];
    for (let i = 0; i < REPEATS; i++) {
      const { at } = await openedUntil(measured, runtime.url, { listed: TAGS });
      times.push(at - (await measured.page.evaluate(() => globalThis.scriptMeter.heardAt!)));
    }
    const what = `${TAGS} metrics of a run: listed, from the runtime's first word on`;
    return [{ what, measured: median(times), unit: 'ms', against: '≤ 200' }];
  } finally {
    runtime.stop();
  }
}

const HELD = 1_000_000;
const HELD_TAGS = ['train/loss', 'train/accuracy', 'optimizer/lr', 'optimizer/grad_norm'];

async function restored(measured: MeasuredPage): Promise<Figure[]> {
  const runtime = await startRuntime();
  const { page } = measured;
  try {
    leaveRun(runtime, 'held', HELD_TAGS, HELD / HELD_TAGS.length);
    await page.goto(runtime.url);
    await page.waitForFunction(
      (least) => (globalThis.optiscope?.charts()['train/loss']?.of ?? 0) >= least,
      HELD / HELD_TAGS.length,
    );
    const box = (await page.locator('.card[data-tag="train/loss"] .plot-area').boundingBox())!;
    await page.mouse.move(box.x + 0.3 * box.width, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.7 * box.width, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await page.waitForFunction(() => globalThis.optiscope!.zoom() !== null);
    const zoom = await page.evaluate(() => globalThis.optiscope!.zoom());
    const times: number[] = [];
    for (let i = 0; i < REPEATS; i++) {
      times.push((await openedUntil(measured, runtime.url, { charts: 4, points: 3e5 })).at);
      const now = await page.evaluate(() => globalThis.optiscope!.zoom());
      if (String(now) !== String(zoom)) throw new Error(`the zoom is ${now}, and was ${zoom}`);
    }
    const what = 'panel with 1 M points restored, same zoom, from nothing to drawn';
    return [{ what, measured: median(times), unit: 'ms', against: '≤ 300' }];
  } finally {
    runtime.stop();
  }
}

const PARTS = { 'first-paint': firstPaint, table, tags: manyTags, restored };

async function main(): Promise<void> {
  const { argv } = process;
  const only = argv.includes('--only') ? argv[argv.indexOf('--only') + 1] : null;
  const measured = await openMeasuredPage();
  try {
    const figures: Figure[] = [];
    for (const [name, part] of Object.entries(PARTS))
      if (only === null || only === name)
        figures.push(...(await profiled(measured, name, () => part(measured))));
    report('panel', figures);
  } finally {
    await measured.close();
  }
}

void main();
