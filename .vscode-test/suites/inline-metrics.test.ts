import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeFileVersion, encodeScalars } from '../../runtime/store/tfevents';
import { frameRecord } from '../../runtime/store/tfrecord';
import { appears, until } from '../pages/workbench';
import { EditorSession, inEachTheme } from '../support/session';

/** A task that goes on for minutes, so that the tests meet its run while it is going. */
const LONG_TASK = 'Modular';

const PYTHON = `for step, (x, y) in enumerate(batches):
    loss = model(x, y)
    writer.add_scalar("train/loss", loss, step)
    print("loss", loss)
    wandb.log({
        "lr": schedule(step),
        "never/logged": 0,
    })
`;

describe('metrics in the text', () => {
  let session: EditorSession;
  let logged = 0;

  /** Logs further steps as the program in the workspace would. */
  function log(count: number): void {
    const file = join(session.folder, 'runs', 'a', 'events.out.tfevents.1790000000.host.1.0');
    const records = Array.from({ length: count }, () => {
      const step = ++logged;
      return frameRecord(
        encodeScalars(step, 1_790_000_000 + step, [
          { tag: 'train/loss', value: Math.exp(-step / 80) + 0.05 * Math.sin(step / 3) },
          { tag: 'lr', value: 0.1 },
        ]),
      );
    });
    if (logged === count) records.unshift(frameRecord(encodeFileVersion(1_790_000_000)));
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, Buffer.concat(records));
  }

  beforeAll(async () => {
    session = await EditorSession.start({
      programs: ['lion'],
      width: 1600,
      settings: { 'editor.minimap.enabled': false },
    });
    writeFileSync(join(session.folder, 'train.py'), PYTHON);
    log(200);
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  it('stand in the lens above train while a run goes on, and move', async () => {
    const { workbench } = session;
    await workbench.openFile('lion.optim');
    await workbench.runCommand('Optiscope: Train Optimizer…', LONG_TASK);
    await workbench.choose(LONG_TASK);
    await workbench.accept();
    await session.newestRun('running');
    const lens = workbench.codeLens(/loss .* steps\/s/).first();
    await lens.waitFor();
    const early = await lens.innerText();
    await until(async () => (await lens.innerText()) !== early);
    await workbench.codeLens(/lowest loss|best val/).waitFor();
    await inEachTheme(session, 'inline-metrics-lens');
  });

  it('say in the lens how the run ended, until the program is edited', async () => {
    const { workbench } = session;
    await workbench.runCommand('Optiscope: Stop Run');
    await session.newestRun('stopped');
    const lens = workbench.codeLens(/stopped · loss/);
    await lens.waitFor();
    const edited = workbench.editor('lion.optim').getByText('# edited');
    await until(async () => {
      await workbench.placeCursor('lion.optim', 15, 'return update, m');
      await workbench.page.keyboard.type(' # edited');
      return appears(edited, 3_000);
    });
    await lens.waitFor({ state: 'detached' });
  });

  const ends = (): Promise<string[]> => session.workbench.lineEnds('train.py');

  it('come where Python logs them when asked for, at the right lines, and move', async () => {
    const { workbench } = session;
    await workbench.openFile('train.py');
    await expect.poll(ends).toEqual(['', '', '', '', '', '', '', '', '']);
    await workbench.runCommand('Optiscope: Toggle Metrics of Logged Tags');
    await expect
      .poll(ends)
      .toEqual([
        ...['', ''],
        expect.stringMatching(/^█[▁▂▃▄▅▆▇]+ 0\.\d+$/),
        ...['', ''],
        `${'▁'.repeat(14)} 0.1`,
        ...['', '', ''],
      ]);
    const before = (await ends())[2]!;
    log(100);
    await expect.poll(async () => (await ends())[2]).not.toBe(before);
    await inEachTheme(session, 'inline-metrics-python');
  });

  it('say on hover of which run they are, and go when they are not wanted', async () => {
    const { workbench } = session;
    const line = workbench.editor('train.py').locator('.view-line', { hasText: 'add_scalar' });
    const hover = workbench.page.locator('.monaco-hover', { hasText: 'runs/a' });
    await workbench.hoverEnd(line, hover);
    await hover.getByText('Show Run').waitFor();
    await workbench.screenshot('inline-metrics-python-hover');
    await workbench.runCommand('Optiscope: Toggle Metrics of Logged Tags');
    await expect.poll(async () => (await ends()).join('')).toBe('');
  });
});
