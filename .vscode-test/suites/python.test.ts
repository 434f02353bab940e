import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensurePython } from '../editor/python';
import type { PanelPage } from '../pages/panel';
import { until } from '../pages/workbench';
import { EditorSession } from '../support/session';

const PROGRAM = join(import.meta.dirname, '..', 'programs', 'train.py');
const TAG = 'train/loss';

/** Where there is torch, that is what trains. */
describe('a Python process that trains and logs', () => {
  let session: EditorSession;
  let python: string;
  const trainings: ChildProcess[] = [];
  const watched = new Set<string>();

  /** Begins to train in the workspace, as from a terminal of it. */
  function train(): ChildProcess {
    const training = spawn(python, [PROGRAM, 'runs'], {
      cwd: session.folder,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    trainings.push(training);
    return training;
  }

  beforeAll(async () => {
    python = ensurePython((what) => process.stderr.write(`${what}\n`));
    session = await EditorSession.start({ programs: ['lion'] });
    await session.workbench.openViews();
  });
  afterAll(async () => {
    for (const training of trainings) training.kill('SIGKILL');
    await session?.end();
  });
  beforeEach(() => session.reportFailures());

  /** The row of the run in a state, as the Runs view tells it. */
  const row = (state: string): Locator =>
    session.workbench.view('Runs').locator(`.monaco-list-row[aria-label^="sine, ${state}"]`);

  /** The panel, and the run that a row stands for, which it did not show before. */
  async function opened(state: string): Promise<{ panel: PanelPage; run: string }> {
    await row(state).click();
    const panel = await session.workbench.panel();
    const unknown = async (): Promise<string | undefined> =>
      (await panel.runs()).find((run) => !watched.has(run));
    await until(async () => (await unknown()) !== undefined);
    const run = (await unknown())!;
    watched.add(run);
    return { panel, run };
  }

  const length = async (panel: PanelPage, run: string): Promise<number> =>
    (await panel.series(run, TAG)).steps.length;

  it('is watched live: its points grow, its alert is told, its end is seen', async () => {
    const { workbench } = session;
    const training = train();
    await row('running').waitFor();
    const { panel, run } = await opened('running');
    await until(async () => (await length(panel, run)) > 0);
    const early = await length(panel, run);
    await until(async () => (await length(panel, run)) > early);
    const { steps, values } = await panel.series(run, TAG);
    expect(steps.slice(0, 3)).toEqual([0, 1, 2]);
    expect(Math.min(...values)).toBeLessThan(values[0]!);
    training.stdin!.write('alert\n');
    await workbench.notification(/The loss has not fallen for a while/).waitFor();
    await workbench.screenshot('python-running');

    training.stdin!.write('finish\n');
    await new Promise((resolve) => training.once('close', resolve));
    await row('completed').waitFor();
    const end = await row('completed').getAttribute('aria-label');
    const last = Number(/step ([\d,]+)/.exec(end!)![1]!.replaceAll(',', ''));
    await until(async () => (await length(panel, run)) === last + 1);
    await workbench.screenshot('python-finished');
  });

  it('is shown as ended, with the reason, when it is killed', async () => {
    const { workbench } = session;
    const training = train();
    await row('running').waitFor();
    const { panel, run } = await opened('running');
    await until(async () => (await length(panel, run)) > 0);
    training.kill('SIGKILL');
    await row('failed').waitFor();
    await row('running').waitFor({ state: 'detached' });
    await workbench.notification(/ended without finish\(\)/).waitFor();
    await expect.poll(() => length(panel, run)).toBeGreaterThan(0);
    await workbench.screenshot('python-killed');
  });
});
