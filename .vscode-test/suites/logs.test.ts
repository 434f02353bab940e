import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest';
import { encodeFileVersion, encodeScalars } from '../../runtime/store/tfevents';
import { frameRecord } from '../../runtime/store/tfrecord';
import { until } from '../pages/workbench';
import { EditorSession } from '../support/session';

describe("other programs' runs", () => {
  let session: EditorSession;
  const steps = new Map<string, number>();

  /** Logs further steps into an event file as another program would. */
  function log(path: string, count: number): void {
    const first = steps.get(path) ?? 0;
    const records = Array.from({ length: count }, (_, i) => {
      const step = first + i + 1;
      const value = Math.exp(-step / 80) + 0.05 * Math.sin(step);
      return frameRecord(encodeScalars(step, 1_790_000_000 + step, [{ tag: 'loss', value }]));
    });
    if (first === 0) records.unshift(frameRecord(encodeFileVersion(1_790_000_000)));
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, Buffer.concat(records));
    steps.set(path, first + count);
  }

  const file = (...folders: string[]): string =>
    join(...folders, 'events.out.tfevents.1790000000.host.1.0');

  beforeAll(async () => {
    session = await EditorSession.start({ programs: ['lion'] });
    log(file(session.folder, 'lightning_logs', 'version_0'), 200);
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  it('appear with the Runs view, in a group of their own, and grow in the panel', async () => {
    const { workbench } = session;
    await workbench.openViews();
    const row = workbench.viewRows('Runs').filter({ hasText: 'lightning_logs/version_0' });
    await row.waitFor();
    await workbench.viewRows('Runs').filter({ hasText: 'Logged by Other Programs' }).waitFor();
    await row.filter({ hasText: 'step 200' }).waitFor();
    await row.click();
    const panel = await workbench.panel();
    const points = async (): Promise<number> => {
      const [run] = await panel.runs();
      return run === undefined ? 0 : (await panel.series(run, 'loss')).steps.length;
    };
    await until(async () => (await points()) === 200);
    log(file(session.folder, 'lightning_logs', 'version_0'), 50);
    await until(async () => (await points()) === 250);
    await row.filter({ hasText: 'step 250' }).waitFor();
    await workbench.screenshot('logs-workspace');
  });

  it('come from any folder that is added, and go when it is removed', async () => {
    const { workbench } = session;
    const elsewhere = join(dirname(session.folder), 'elsewhere');
    log(file(elsewhere, 'lr0.1', 'train'), 100);
    mkdirSync(join(elsewhere, 'version_0'));
    const metrics = join(elsewhere, 'version_0', 'metrics.csv');
    writeFileSync(metrics, 'epoch,step,train_loss,val_loss\n0,9,0.5,\n0,19,0.25,\n0,19,,0.75\n');
    await workbench.runCommand('Optiscope: Add Log Folder…');
    const input = workbench.quickInput.locator('input').first();
    // The dialog proposes the workspace first, and would append that to what has been typed before.
    await until(async () => (await input.inputValue()).startsWith(session.folder));
    await input.fill(elsewhere);
    await workbench.quickInput.getByRole('button', { name: 'Add' }).click();
    const row = workbench.viewRows('Runs').filter({ hasText: 'lr0.1/train' });
    await row.waitFor();
    const table = workbench.viewRows('Runs').filter({ hasText: 'version_0/metrics.csv' });
    await table.filter({ hasText: 'step 19' }).click();
    const panel = await workbench.panel();
    const losses = async (): Promise<readonly number[]> => {
      const run = (await panel.runs()).find((each) => each.includes('metrics_csv'));
      return run === undefined ? [] : (await panel.series(run, 'train_loss')).values;
    };
    await until(async () => (await losses()).join() === '0.5,0.25');
    appendFileSync(metrics, '1,29,0.125,\n');
    await until(async () => (await losses()).join() === '0.5,0.25,0.125');
    await workbench.screenshot('logs-added');
    await workbench.runCommand('Optiscope: Remove Log Folder…', elsewhere);
    await workbench.choose(elsewhere);
    await row.waitFor({ state: 'detached' });
  });
});
