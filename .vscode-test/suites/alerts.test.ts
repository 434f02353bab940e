import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until, type Workbench } from '../pages/workbench';
import { EditorSession } from '../support/session';

/** Steepest descent whose peak learning rate is its default. */
const descent = (rate: string): string =>
  `lr: hyper(1e-15, 1e15, log) = ${rate}\n\ndef train(w, g, lr):\n  return lr * g\n`;

/** A task that goes on for minutes: its run is still there to be stopped. */
const LONG_TASK = 'Modular';
const SHORT_TASK = 'Two spirals';
const HARDLY = /A step changes the weights by .*: raise the learning rate\./;
const NOT_FINITE = /became (?:NaN|∞|-∞) at step .*: lower the learning rate/;

describe('alerts in the editor', () => {
  let session: EditorSession;
  let workbench: Workbench;

  beforeAll(async () => {
    session = await EditorSession.start({ programs: [] });
    workbench = session.workbench;
    writeFileSync(join(session.folder, 'timid.optim'), descent('1e-12'));
    writeFileSync(join(session.folder, 'wild.optim'), descent('1e12'));
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  async function train(program: string, task: string): Promise<void> {
    await workbench.openFile(`${program}.optim`);
    await workbench.runCommand('Optiscope: Train Optimizer…', task);
    await workbench.choose(task);
    await workbench.accept();
  }

  const sign = async () => {
    const run = session.runs().at(-1)!;
    const panel = await workbench.panel();
    return { panel, sign: panel.chip(run.id).locator('.alert-sign') };
  };

  it('are told with what to do: at the program, on the curves, in a notification that can stop the run', async () => {
    await train('timid', LONG_TASK);
    const told = workbench.notification(HARDLY);
    await told.waitFor();
    await workbench.squiggles('warning').first().waitFor();
    const { panel, sign: shown } = await sign();
    await shown.waitFor();
    const marks = panel.card('train/loss').locator('.mark.alert');
    await marks.first().waitFor({ state: 'attached' });
    await expect.poll(() => marks.first().getAttribute('title')).toMatch(HARDLY);
    await expect.poll(() => panel.card('train/loss').locator('table').innerText()).toMatch(HARDLY);
    await workbench.screenshot('alert-dark');
    await expect.poll(() => told.count()).toBe(1);
    await told.getByRole('button', { name: 'Stop' }).click();
    await session.newestRun('stopped');
  });

  it('are not told again after the window is reloaded; the warning stands until the program is edited', async () => {
    await workbench.reload();
    await workbench.squiggles('warning').first().waitFor();
    await (await sign()).sign.waitFor();
    await expect.poll(() => workbench.notification(HARDLY).count()).toBe(0);
    await workbench.openFile('timid.optim');
    const editor = workbench.editor('timid.optim');
    await until(async () => {
      await editor.locator('.view-lines').click();
      await workbench.page.keyboard.press('Control+End');
      await workbench.page.keyboard.type('# edited');
      return (await editor.getByText('# edited').count()) > 0;
    });
    await workbench.squiggles('warning').first().waitFor({ state: 'detached' });
  });

  it('can be muted, and are heard again when that is taken back', async () => {
    await train('wild', SHORT_TASK);
    const told = workbench.notification(NOT_FINITE);
    await told.waitFor();
    await session.newestRun('diverged');
    await workbench.squiggles('warning').first().waitFor();
    await workbench.screenshot('alert-diverged');
    await told.getByRole('button', { name: 'Mute' }).click();
    await workbench.squiggles('warning').first().waitFor({ state: 'detached' });

    const count = session.runs().length;
    await train('wild', SHORT_TASK);
    await until(() => Promise.resolve(session.runs().length > count));
    await session.newestRun('diverged');
    await (await sign()).sign.waitFor();
    await expect.poll(() => told.count()).toBe(0);

    await workbench.runCommand('Optiscope: Muted Alerts…', 'Not a finite number');
    await workbench.choose('Not a finite number');
    await workbench.accept();
    await workbench.squiggles('warning').first().waitFor();
  });
});
