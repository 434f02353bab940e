import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../pages/workbench';
import { childProcesses } from '../support/processes';
import { EditorSession, runtimeProcesses, type RecordedRun } from '../support/session';

/** A task that goes on for minutes with so many steps, so that the tests meet its runs while they are going. */
const LONG_TASK = 'Modular';
const MANY_STEPS = 20_000;

let session: EditorSession;

const checkpoints = ({ id }: RecordedRun): string[] => {
  const folder = join(session.folder, '.optiscope', 'runs', id, 'checkpoints');
  return existsSync(folder) ? readdirSync(folder) : [];
};
const now = ({ id }: RecordedRun): RecordedRun => session.runs().find((run) => run.id === id)!;
const reached = async (run: RecordedRun, status: string): Promise<RecordedRun> => {
  await until(() => Promise.resolve(now(run).status === status));
  return now(run);
};

/** Has a program trained, and gives its run once there are so many. */
async function start(program: string, count: number): Promise<RecordedRun> {
  const { workbench } = session;
  await workbench.openFile(`${program}.optim`);
  await workbench.runCommand('Optiscope: Train Optimizer…', LONG_TASK);
  await workbench.choose(LONG_TASK);
  await workbench.choose('Steps');
  await workbench.fill(String(MANY_STEPS));
  await workbench.choose('Start');
  await until(() => Promise.resolve(session.runs().length === count));
  return session.runs().at(-1)!;
}

/** Has a program trained, and gives its run once that is going. */
async function train(program: string): Promise<RecordedRun> {
  return reached(await start(program, 1), 'running');
}

describe('a run in the editor', () => {
  beforeAll(async () => {
    session = await EditorSession.start({ programs: ['lion', 'adamw'] });
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  let origin: RecordedRun;
  let checkpoint: number;

  it('is kept as a checkpoint when asked', async () => {
    const { workbench } = session;
    origin = await train('lion');
    const panel = await workbench.panel();
    await until(async () => (await panel.series(origin.id, 'train/loss')).steps.length > 5);
    await workbench.runCommand('Optiscope: Checkpoint Now', () =>
      checkpoints(origin).some((name) => /^step-\d+\.safetensors$/.test(name)),
    );
    checkpoint = Number(
      /^step-(\d+)/.exec(checkpoints(origin).find((name) => /^step/.test(name))!)![1],
    );
    expect(checkpoint).toBeGreaterThan(0);
    await workbench.openViews();
    await workbench.screenshot('control-checkpoint');
  });

  it('has failed, and says so, when its process was killed', async () => {
    const { workbench } = session;
    const trainers = runtimeProcesses(session.state)
      .flatMap(childProcesses)
      .filter(({ command }) => command.includes('trainer.js'));
    expect(trainers).toHaveLength(1);
    process.kill(trainers[0]!.pid, 'SIGKILL');
    const failed = await reached(origin, 'failed');
    expect(failed.reason).toBe('The trainer ended unexpectedly (signal SIGKILL).');
    await workbench.notification(/failed: The trainer ended unexpectedly/).waitFor();
    await workbench.viewRows('Runs').filter({ hasText: 'failed' }).waitFor();
    await workbench.screenshot('control-killed');
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('is resumed from its line in the Runs view, and its curve goes on', async () => {
    const { workbench } = session;
    const panel = await workbench.panel();
    const steps = async (): Promise<readonly number[]> =>
      (await panel.series(origin.id, 'train/loss')).steps;
    const before = Math.max(...(await steps()));
    const line = workbench.viewRows('Runs').filter({ hasText: 'failed' });
    await workbench.contextMenu(line, 'Resume Run', () => now(origin).status !== 'failed');
    await reached(origin, 'running');
    await until(async () => Math.max(...(await steps())) > before);
    const all = await steps();
    expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
    await workbench.screenshot('control-resumed');
    await workbench.runCommand('Optiscope: Stop Run', () => now(origin).status !== 'running');
    await reached(origin, 'stopped');
  });

  it('is forked with the program in front, and shows where it comes from', async () => {
    const { workbench } = session;
    await workbench.openFile('adamw.optim');
    const line = workbench.viewRows('Runs').filter({ hasText: 'lion' });
    const from = `step ${checkpoint.toLocaleString('en-US')}`;
    await workbench.contextMenu(line, 'Fork Run…', from);
    await workbench.choose(from);
    await until(() => Promise.resolve(session.runs().length === 2));
    const fork = await session.newestRun('running');
    const panel = await workbench.panel();
    await until(async () => (await panel.series(fork.id, 'train/loss')).steps.length > 3);
    const { steps } = await panel.series(fork.id, 'train/loss');
    expect(Math.min(...steps)).toBeGreaterThan(checkpoint);
    const words = `forked from ${origin.id} after step ${checkpoint.toLocaleString('en-US')}`;
    await panel
      .card('train/loss')
      .locator(`.mark[title*="${words}"]`)
      .waitFor({ state: 'attached' });
    await workbench.tab('Optiscope').click();
    await workbench.runCommand('View: Maximize Editor Group');
    await panel.frame.locator('th[data-column="fork"]').waitFor({ state: 'attached' });
    const link = panel.frame.getByRole('button', { name: `${origin.id}@${checkpoint}` });
    await link.scrollIntoViewIfNeeded();
    await workbench.screenshot('control-forked');
    await link.click();
    await panel.frame.locator(`tr.focused[data-run="${origin.id}"]`).waitFor();
    await workbench.screenshot('control-fork-origin');
    await workbench.runCommand('View: Toggle Maximize Editor Group');
    await workbench.runCommand('Optiscope: Stop All Runs', () => now(fork).status !== 'running');
    await reached(fork, 'stopped');
  });
});

describe('the queue in the editor', () => {
  beforeAll(async () => {
    session = await EditorSession.start({
      programs: ['lion', 'adamw'],
      colorTheme: 'Default Light Modern',
      settings: { 'optiscope.parallelRuns': 1 },
    });
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  it('says where each run stands, and lets one go before the others', async () => {
    const { workbench } = session;
    const first = await train('lion');
    await workbench.openViews();
    const rows = workbench.viewRows('Runs');
    await workbench.runCommand('Optiscope: Run Again', () => session.runs().length === 2);
    await rows.filter({ hasText: 'queued, 1st' }).waitFor();
    const last = await start('adamw', 3);
    await rows.filter({ hasText: 'queued, 2nd' }).waitFor();
    await rows.filter({ hasText: 'Waiting' }).waitFor();
    await workbench.statusBarItem('2 waiting').waitFor();
    await workbench.screenshot('control-queue');

    const adamw = rows.filter({ hasText: 'adamw' });
    const isFirst = (): Promise<boolean> => adamw.filter({ hasText: 'queued, 1st' }).isVisible();
    await workbench.contextMenu(adamw, 'Run Next', isFirst);
    await rows.filter({ hasText: 'queued, 2nd' }).waitFor();
    const going = rows.filter({ hasText: 'step' });
    await workbench.contextMenu(going, 'Stop Run', () => now(first).status !== 'running');
    await reached(first, 'stopped');
    await reached(last, 'running');
    expect(session.runs().filter(({ status }) => status === 'queued')).toHaveLength(1);
  });

  it('lets a run that waits be cancelled', async () => {
    const { workbench } = session;
    const waiting = session.runs().find(({ status }) => status === 'queued')!;
    const line = workbench.viewRows('Runs').filter({ hasText: 'queued' });
    await workbench.contextMenu(line, 'Stop Run', () => now(waiting).status !== 'queued');
    const cancelled = await reached(waiting, 'stopped');
    expect(cancelled.step).toBe(0);
    await workbench.viewRows('Runs').filter({ hasText: 'Waiting' }).waitFor({ state: 'detached' });
    await workbench.screenshot('control-cancelled');
  });
});

describe('a sweep in the editor', () => {
  const STEPS = 200;

  beforeAll(async () => {
    session = await EditorSession.start({
      programs: ['lion'],
      colorTheme: 'Default High Contrast',
    });
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  it('asks what to vary and how, and shows its runs under one name', async () => {
    const { workbench } = session;
    await workbench.openFile('lion.optim');
    await workbench.runCommand('Optiscope: Sweep Hyperparameters…', 'log1m scale');
    await workbench.choose('log1m scale');
    await workbench.screenshot('sweep-vary');
    await workbench.accept();
    // What the runtime would refuse is said while it is typed.
    await workbench.quickInput.getByText('Go On').waitFor();
    await workbench.choose('1e-6 to 0.1, log scale');
    const input = workbench.quickInput.locator('input').first();
    await expect.poll(() => input.inputValue()).toBe('1e-6..0.1');
    await input.fill('1..0.1');
    await workbench.quickInput.getByText('The range of lr runs backwards').waitFor();
    await workbench.screenshot('sweep-range');
    await workbench.fill('1e-3..1e-2');
    await workbench.choose('How many');
    await workbench.fill('4');
    await workbench.choose('Drawn with seed');
    await workbench.fill('7');
    await workbench.quickInput.getByText('1e-3..1e-2').waitFor();
    await workbench.screenshot('sweep-how');
    await workbench.choose('Go On');
    await workbench.choose('Spirals');
    await workbench.choose('Steps');
    await workbench.fill(String(STEPS));
    await workbench.choose('Start');
    await until(() => Promise.resolve(session.runs().length === 4));
    for (const { spec } of session.runs()) {
      expect(spec.lr).toBeGreaterThanOrEqual(1e-3);
      expect(spec.lr).toBeLessThanOrEqual(1e-2);
    }
    const sweeps = new Set(session.runs().map(({ spec }) => spec.sweep));
    expect(sweeps.size).toBe(1);
    expect([...sweeps][0]).toMatch(/^lion-sweep-\d{8}-\d{6}$/);
    const settings = session.runs().map(({ spec }) => [spec.lr, spec.hyper['beta1']]);
    expect(new Set(settings.flat()).size).toBe(8);

    await workbench.openViews();
    const lines = workbench.viewRows('Runs').filter({ hasText: 'lion on spirals' });
    await expect
      .poll(async () => (await lines.allInnerTexts()).join('\n'))
      .toMatch(/(lion on spirals[^]*lr \d[^]*){4}/);
    await workbench.screenshot('sweep-lines');

    const panel = await workbench.panel();
    await until(async () => (await panel.runs()).length === 4);
    await workbench.tab('Optiscope').click();
    await workbench.runCommand('View: Maximize Editor Group');
    await panel.frame.locator('th[data-column="sweep"]').waitFor({ state: 'attached' });
    await workbench.screenshot('sweep-runs');
    await workbench.page.setViewportSize({ width: 420, height: 900 });
    await workbench.screenshot('sweep-narrow');
  });

  it('leaves runs that can be forked from their end, for as many steps again', async () => {
    const { workbench } = session;
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
    await workbench.runCommand('View: Toggle Maximize Editor Group');
    await until(() =>
      Promise.resolve(session.runs().every(({ status }) => status === 'completed')),
    );
    await workbench.openFile('lion.optim');
    await workbench.openViews();
    const line = workbench.viewRows('Runs').filter({ hasText: 'lion on spirals' });
    const end = `step ${STEPS}`;
    await workbench.contextMenu(line, 'Fork Run…', end);
    await workbench.screenshot('fork-from-end');
    await workbench.choose(end);
    await until(() => Promise.resolve(session.runs().length === 5));
    const fork = await reached(session.runs().at(-1)!, 'completed');
    expect(fork).toMatchObject({
      step: 2 * STEPS,
      spec: { steps: 2 * STEPS, forkOf: { step: STEPS } },
    });
    await workbench.screenshot('forked-from-end');
  });
});
