import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../pages/workbench';
import { recordedSeries } from '../support/event-files';
import { shareOfColor } from '../support/pixels';
import { EditorSession, type RecordedRun } from '../support/session';

/** A task that goes on for minutes, so that the tests meet its run while it is going. */
const LONG_TASK = 'Modular';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');

/** After this a click that shows nothing is made again. */
const SOON_MS = 10_000;

describe('training in the editor', () => {
  let session: EditorSession;

  beforeAll(async () => {
    session = await EditorSession.start({ programs: ['lion', 'adamw', 'lookahead'] });
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  /** The newest run, once it is one of this program and trains. */
  const recorded = async (program: string): Promise<RecordedRun> => {
    await until(() => Promise.resolve(session.runs().at(-1)?.spec.program.name === program));
    return session.newestRun('running');
  };

  it('says in the empty Runs view what to do', async () => {
    await session.workbench.openViews();
    await session.workbench.view('Runs').getByText('Train Optimizer…').waitFor();
    await session.workbench.screenshot('runs-empty');
  });

  it('trains from the palette and draws points while the run is going', async () => {
    const { workbench, context } = session;
    await workbench.openFile('lion.optim');
    await workbench.runCommand('Optiscope: Train Optimizer…', LONG_TASK);
    await workbench.choose(LONG_TASK);
    await workbench.accept();
    const run = await session.newestRun('running');
    const panel = await workbench.panel();
    await until(async () => (await panel.series(run.id, 'train/loss')).steps.length >= 3);
    const early = await panel.series(run.id, 'train/loss');
    await until(
      async () => (await panel.series(run.id, 'train/loss')).steps.length > early.steps.length,
    );
    expect(session.runs().at(-1)?.status).toBe('running');
    for (const tag of ['optimizer/lr', 'optimizer/grad_norm', 'optimizer/update_norm'])
      await expect
        .poll(async () => (await panel.series(run.id, tag)).steps.length)
        .toBeGreaterThan(0);

    const color = await panel.colorOf(run.id);
    await until(async () => {
      const picture = await panel.card('train/loss').screenshot();
      return (await shareOfColor(context, picture, color)) > 0.0005;
    });
    await workbench.screenshot('training-dark');
  });

  it('shows the running run in the status bar and the Runs view', async () => {
    await session.workbench.statusBarItem(/lion/).waitFor();
    await session.workbench.openViews();
    await session.workbench.viewRows('Runs').filter({ hasText: 'lion' }).first().waitFor();
  });

  it('stops the run at once and leaves it complete on disk', async () => {
    const { workbench } = session;
    const run = session.runs().at(-1)!;
    await workbench.runCommand('Optiscope: Stop Run');
    const stopped = await session.newestRun('stopped');
    expect(stopped.id).toBe(run.id);
    expect(stopped.step).toBeGreaterThan(0);
    await workbench.statusBarItem(/lion/).waitFor({ state: 'hidden' });

    const panel = await workbench.panel();
    const recorded = await recordedSeries(session.folder, run.id);
    expect([...recorded.keys()].sort()).toContain('train/loss');
    for (const [tag, points] of recorded) {
      await until(
        async () => (await panel.series(run.id, tag)).steps.length >= points.steps.length,
      );
      await expect.poll(() => panel.series(run.id, tag)).toEqual(points);
    }
  });

  it('finds the run again after the window is reloaded', async () => {
    const { workbench } = session;
    const run = session.runs().at(-1)!;
    const before = await (await workbench.panel()).series(run.id, 'train/loss');
    await workbench.reload();
    const panel = await workbench.panel();
    await until(async () => (await panel.runs()).includes(run.id));
    await until(
      async () => (await panel.series(run.id, 'train/loss')).steps.length === before.steps.length,
    );
    await expect.poll(() => panel.series(run.id, 'train/loss')).toEqual(before);
    await workbench.screenshot('reloaded');
  });

  it('trains from the lens above train', async () => {
    const { workbench } = session;
    await workbench.openFile('adamw.optim');
    await workbench.codeLens('Train').first().click();
    await workbench.choose(LONG_TASK);
    await workbench.accept();
    await until(() => Promise.resolve(session.runs().at(-1)?.id.includes('adamw') === true));
    const run = await session.newestRun('running');
    const panel = await workbench.panel();
    await until(async () => (await panel.series(run.id, 'train/loss')).steps.length > 0);
    await workbench.runCommand('Optiscope: Stop All Runs');
    await session.newestRun('stopped');
  });

  it('holds two runs against each other in a diff, and has a deleted run back', async () => {
    const { workbench } = session;
    await workbench.runCommand('Optiscope: Compare Two Runs…', 'adamw');
    await workbench.choose('adamw');
    await workbench.page.getByRole('tab', { name: /lion ↔ adamw/ }).waitFor();
    await workbench.page.getByText('# Settings').first().waitFor();
    await workbench.screenshot('compare-two-runs');
    const count = session.runs().length;
    await workbench.runCommand('Optiscope: Delete Run', 'adamw');
    await workbench.choose('adamw');
    await until(() => Promise.resolve(session.runs().length === count - 1));
    await workbench.page.getByRole('button', { name: 'Undo' }).click();
    await until(() => Promise.resolve(session.runs().length === count));
  });

  it('refuses a program with a mistake and shows it in the editor', async () => {
    const { workbench } = session;
    const lion = readFileSync(join(session.folder, 'lion.optim'), 'utf8');
    writeFileSync(join(session.folder, 'broken.optim'), lion.replace('sign(', 'sgin('));
    const count = session.runs().length;
    await workbench.openFile('broken.optim');
    await workbench.squiggles('error').first().waitFor();
    await workbench.runCommand('Optiscope: Train Optimizer…');
    await workbench.notification(/sgin/).waitFor();
    expect(session.runs().length).toBe(count);
    await workbench.screenshot('broken');
  });

  it('trains a chain that is written in the settings, and records it as one program', async () => {
    const { workbench } = session;
    await workbench.openFile('adamw.optim');
    await workbench.runCommand('Optiscope: Train Optimizer…', LONG_TASK);
    await workbench.choose(LONG_TASK);
    await workbench.choose('Chain');
    await workbench.fill('adamw+lookahead');
    await workbench.quickInput
      .locator('.monaco-list-row', { hasText: 'adamw+lookahead' })
      .waitFor();
    await workbench.screenshot('chain-in-settings');
    await workbench.choose('Start');
    const { spec } = await recorded('adamw+lookahead');
    expect(spec.program.path).toBeNull();
    expect(spec.program.text).toContain('adamw_beta1');
    expect(spec.program.text).toContain('lookahead_k');
    await workbench.runCommand('Optiscope: Stop All Runs');
    await session.newestRun('stopped');
  });

  it("trains a task of one's own from a file, and proposes it the next time", async () => {
    const { workbench, folder } = session;
    const task = join(folder, 'two-moons.mjs');
    copyFileSync(join(EXAMPLES, 'two-moons.mjs'), task);
    const count = session.runs().length;
    await workbench.openFile('adamw.optim');
    const input = workbench.quickInput.locator('input').first();
    // The dialog proposes the workspace first, and would append that to what has been typed before.
    await until(async () => {
      await workbench.runCommand('Optiscope: Train Optimizer…', LONG_TASK);
      // It stands behind all others, where the list does not reach.
      await input.fill('from a file');
      await workbench.choose('Task from a file…');
      return until(async () => (await input.inputValue()).startsWith(folder), SOON_MS).then(
        () => true,
        () => false,
      );
    });
    await input.fill(task);
    await workbench.screenshot('task-from-a-file');
    await workbench.quickInput.getByRole('button', { name: 'Use' }).click();
    await workbench.quickInput.getByText('two-moons.mjs').waitFor();
    await workbench.screenshot('task-from-a-file-settings');
    await workbench.choose('Start');
    await until(() => Promise.resolve(session.runs().length === count + 1));
    const run = await session.newestRun('completed');
    expect(run.spec.task).toBe(task);
    expect(run.metrics['val/accuracy']).toBeGreaterThan(0.7);
    await workbench.openViews();
    await workbench.viewRows('Runs').filter({ hasText: 'adamw on two-moons.mjs' }).waitFor();
    await workbench.runCommand('Optiscope: Train Optimizer…', 'last used');
    await expect.poll(async () => (await workbench.choices())[0]).toBe('two-moons.mjs');
    await workbench.screenshot('task-from-a-file-again');
    await workbench.page.keyboard.press('Escape');
  });

  it('trains a wrapper from its lens, around a program with imports', async () => {
    const { workbench } = session;
    writeFileSync(
      join(session.folder, 'clipped.optim'),
      'from adamw import train as inner\n\ndef train(w, g, m, v, lr):\n  update, m, v = inner(w, clip(g, 1), m, v, lr)\n  return update, m, v\n',
    );
    await workbench.openFile('clipped.optim');
    await workbench.openFile('lookahead.optim');
    const wrapped = workbench.quickInput.getByText('clipped').first();
    // A click on a lens that is drawn anew in the middle of it is lost.
    await until(async () => {
      await workbench.codeLens('Train around').first().click();
      return wrapped.waitFor({ timeout: SOON_MS }).then(
        () => true,
        () => false,
      );
    });
    expect(await workbench.choices()).not.toContain('lookahead');
    await workbench.screenshot('train-around');
    await workbench.choose('clipped');
    await workbench.choose(LONG_TASK);
    await workbench.choose('Start');
    const { spec } = await recorded('clipped+lookahead');
    expect(spec.program.text).not.toContain('import');
    await workbench.runCommand('Optiscope: Stop All Runs');
    await session.newestRun('stopped');
  });

  it('records a program with what it imports', async () => {
    const { workbench } = session;
    await workbench.openFile('clipped.optim');
    await workbench.runCommand('Optiscope: Train Optimizer…', LONG_TASK);
    await workbench.choose(LONG_TASK);
    await workbench.choose('Start');
    const { spec } = await recorded('clipped');
    expect(spec.program.written).toContain('from adamw import');
    expect(spec.program.text).toContain('adamw_beta1');
    expect(spec.program.text).not.toContain('import');
    await workbench.runCommand('Optiscope: Stop All Runs');
    await session.newestRun('stopped');
  });
});
