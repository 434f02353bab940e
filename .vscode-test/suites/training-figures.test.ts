import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appears, until } from '../pages/workbench';
import { EditorSession, inEachTheme } from '../support/session';

/** A task that goes on for minutes with so many steps, so that the test meets its run while it is going. */
const LONG_TASK = 'Modular';
const STEPS = '50000';

/** Its slot, one number of float64 for the model, grows until it is more than the largest of them. */
const blown = (factor: string): string => `def train(w, g, v, lr):
  v = ${factor} * v + 1
  share = v / (1 + v)
  return lr * share * g, v
`;
/** Backends whose engines look for it in their own ways, and the step at which it is so. */
const BLOWN = [
  ['compiled', '2', '1,024'],
  ['tfjs-wasm', '1e10', '32'],
] as const;

const CURVE = /^[▁▂▃▄▅▆▇█×]+ /;

describe('what statements give while a program trains', () => {
  let session: EditorSession;

  beforeAll(async () => {
    session = await EditorSession.start({
      programs: ['lion'],
      width: 1600,
      settings: { 'editor.minimap.enabled': false, 'optiscope.backend': 'compiled' },
    });
    for (const [backend, factor] of BLOWN)
      writeFileSync(join(session.folder, `blown-on-${backend}.optim`), blown(factor));
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  const trainInFront = async (program: string, backend?: string): Promise<void> => {
    const { workbench } = session;
    await workbench.runCommand('Optiscope: Train Optimizer…', LONG_TASK);
    await workbench.choose(LONG_TASK);
    if (backend !== undefined) {
      await workbench.choose('Backend');
      await workbench.choose(backend);
    }
    await workbench.choose('Steps');
    await workbench.fill(STEPS);
    await workbench.choose('Start');
    await until(() => Promise.resolve(session.runs().at(-1)?.spec.program.name === program));
  };

  it('stands at their lines, and moves', async () => {
    const { workbench } = session;
    await workbench.openFile('lion.optim');
    await trainInFront('lion');
    const ends = (): Promise<string[]> => workbench.lineEnds('lion.optim');
    await expect.poll(async () => (await ends())[10]).toMatch(/^drift m /);
    for (const line of [11, 12, 13]) {
      await expect.poll(async () => (await ends())[line]).toMatch(CURVE);
      const before = (await ends())[line];
      if (line !== 11) await expect.poll(async () => (await ends())[line]).not.toBe(before);
    }
    expect((await ends()).slice(0, 10).join('')).toBe('');
    await inEachTheme(session, 'training-figures');
    await workbench.runCommand('Optiscope: Stop All Runs');
    await session.newestRun('stopped');
  });

  it('stands at a program that was never saved, too', async () => {
    const { workbench } = session;
    const name = 'my-optimizer.optim';
    await workbench.runCommand('Optiscope: New Optimizer…', 'Blank');
    await workbench.choose('Blank');
    await workbench.editor(name).locator('.view-line', { hasText: 'return lr * g' }).waitFor();
    await trainInFront('my-optimizer');
    await expect.poll(async () => (await workbench.lineEnds(name))[4]).toMatch(CURVE);
    await workbench
      .codeLens(/steps\/s/)
      .first()
      .waitFor();
    await workbench.runCommand('Optiscope: Stop All Runs');
    await session.newestRun('stopped');
  });

  it('stands at a program of the gallery, too, which nobody has copied', async () => {
    const { workbench } = session;
    await workbench.openViews();
    const row = workbench.viewRows('Gallery').filter({ hasText: 'adamax' }).first();
    await until(async () => {
      await row.click();
      return appears(workbench.tab('adamax.optim'), 5_000);
    });
    await trainInFront('adamax');
    const ends = (): Promise<string[]> => workbench.lineEnds('adamax.optim');
    await expect
      .poll(async () => (await ends()).filter((end) => CURVE.test(end)).length)
      .toBeGreaterThan(1);
    await workbench
      .codeLens(/steps\/s/)
      .first()
      .waitFor();
    await workbench.screenshot('training-figures-gallery');
    await workbench.runCommand('Optiscope: Stop All Runs');
    await session.newestRun('stopped');
  });

  it.each(BLOWN)(
    'leads to the statement whose value was the first that was not finite: %s',
    async (backend, factor, step) => {
      const { workbench } = session;
      const name = `blown-on-${backend}.optim`;
      await workbench.openFile(name);
      await trainInFront(`blown-on-${backend}`, backend);
      await session.newestRun('diverged');
      const underline = workbench.editor(name).locator('.squiggly-error').first();
      await underline.waitFor();
      const line = workbench.editor(name).locator('.view-line', { hasText: `v = ${factor}` });
      await expect
        .poll(async () => {
          const [a, b] = [await underline.boundingBox(), await line.boundingBox()];
          return a !== null && b !== null && Math.abs(a.y - b.y) < b.height;
        })
        .toBe(true);
      const hover = workbench.page.locator('.monaco-hover', {
        hasText: `v was the first value that was not finite: at step ${step}`,
      });
      await until(async () => {
        await workbench.page.mouse.move(10, 10);
        await line.getByText(factor, { exact: true }).hover({ timeout: 3_000 });
        return hover
          .first()
          .waitFor({ timeout: 3_000 })
          .then(
            () => true,
            () => false,
          );
      });
      if (backend === 'compiled') await inEachTheme(session, 'training-not-finite');
    },
  );
});
