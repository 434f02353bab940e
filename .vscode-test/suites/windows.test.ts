import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until, type Workbench } from '../pages/workbench';
import { EditorSession, runtimeProcesses, type RecordedRun } from '../support/session';

/** Trains the program in front for as long as the tests may look. */
async function train(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Optiscope: Train Optimizer…', 'Modular');
  await workbench.choose('Modular');
  await workbench.choose('Steps');
  await workbench.fill('50000');
  await workbench.choose('Start');
}

describe('two windows on one workspace', () => {
  let session: EditorSession;
  let first: Workbench;
  let second: Workbench;
  let run: RecordedRun;

  beforeAll(async () => {
    session = await EditorSession.start({ programs: ['lion'] });
    first = session.workbench;
    second = await session.openWindow();
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  const length = async (workbench: Workbench): Promise<number> =>
    (await (await workbench.panel()).series(run.id, 'train/loss')).steps.length;

  it('both show a run that one of them has started, as it goes on', async () => {
    await second.openViews();
    await first.openFile('lion.optim');
    await train(first);
    run = await session.newestRun('running');
    await until(async () => (await length(first)) > 0);

    const line = second.viewRows('Runs').filter({ hasText: 'lion on' });
    await line.filter({ hasText: 'step' }).waitFor();
    await second.statusBarItem(/lion/).waitFor();
    await second.open(line, run.id);
    await until(async () => (await length(second)) > 0);
    const early = await length(second);
    await until(async () => (await length(second)) > early);
    await second.screenshot('windows-second');
    expect(runtimeProcesses(session.state)).toHaveLength(1);
    expect(session.runs()).toHaveLength(1);
  });

  it('a run goes on when the window that has started it is closed', async () => {
    await first.page.close();
    const early = await length(second);
    await until(async () => (await length(second)) > early);
    expect(session.runs().map(({ status }) => status)).toEqual(['running']);
  });

  it('the other window leads it', async () => {
    const hasStopped = (): Promise<boolean> =>
      Promise.resolve(session.runs().at(-1)?.status === 'stopped');
    await until(async () => {
      await second.runCommand('Optiscope: Stop Run');
      return until(hasStopped, 20_000).then(
        () => true,
        () => false,
      );
    }, 150_000);
    expect(session.runs().map(({ id }) => id)).toEqual([run.id]);
    await second.viewRows('Runs').filter({ hasText: 'stopped' }).waitFor();
  });
});

describe('a workspace of two folders', () => {
  let session: EditorSession;
  let workbench: Workbench;

  beforeAll(async () => {
    session = await EditorSession.start({ programs: ['lion'], folders: ['vision', 'speech'] });
    workbench = session.workbench;
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  const line = (folder: string) =>
    workbench.viewRows('Runs').filter({ hasText: 'lion on' }).filter({ hasText: folder });

  it('keeps the runs of a program in the folder of the program', async () => {
    await workbench.openViews();
    for (const folder of ['vision', 'speech']) {
      await workbench.openFile('lion.optim', folder);
      await train(workbench);
      const run = await session.newestRun('running', folder);
      await line(folder).waitFor();
      const panel = await workbench.panel();
      await until(async () => (await panel.series(run.id, 'train/loss')).steps.length > 0);
      await workbench.runCommand('Optiscope: Stop All Runs');
      await session.newestRun('stopped', folder);
      await line(folder).filter({ hasText: 'stopped' }).waitFor();
    }
    for (const folder of ['vision', 'speech']) expect(session.runs(folder)).toHaveLength(1);
    expect(session.runs()).toHaveLength(0);
    await workbench.screenshot('windows-two-folders');
  });

  it('shows the run of either folder, and offers both by the names of their folders', async () => {
    for (const folder of ['vision', 'speech']) {
      const [run] = session.runs(folder);
      await workbench.open(line(folder), run!.id);
      const panel = await workbench.panel();
      await expect.poll(() => panel.runs()).toEqual([run!.id]);
    }
    await workbench.runCommand('Optiscope: Compare Two Runs…', 'vision');
    await workbench.choose('vision');
    await workbench.page.getByRole('tab', { name: /lion ↔ lion/ }).waitFor();
    await workbench.screenshot('windows-two-folders-compared');
  });
});
