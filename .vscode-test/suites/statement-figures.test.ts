import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../../runtime/protocol/runs';
import type {
  Figures,
  NonFiniteOrigin,
  StatementLayout,
  StepFigures,
  TextRange,
} from '../../runtime/protocol/statements';
import { cannedRun } from '../editor/canned-runtime';
import { CannedSupervisor } from '../editor/canned-supervisor';
import { appears, until } from '../pages/workbench';
import { EditorSession, inEachTheme } from '../support/session';

const NAME = 'wild.optim';
const PROGRAM = `def train(w, g, v, lr):
  v = interp(square(g), v, 0.99)
  scale = 1 / sqrt(v - 1e-6)
  return lr * clip(g * scale, 1), v
`;

const range = (line: number, from: number, to: number): TextRange => ({
  start: { line, character: from },
  end: { line, character: to },
});

const LAYOUT: StatementLayout = {
  source: 'written',
  statements: [
    { name: 'v', range: range(1, 6, 32), imported: false, ofModel: false, isUpdate: false },
    { name: 'scale', range: range(2, 10, 28), imported: false, ofModel: false, isUpdate: false },
    { name: null, range: range(3, 9, 32), imported: false, ofModel: false, isUpdate: true },
  ],
  slots: [{ name: 'v', range: range(0, 16, 17), statement: 0 }],
  parameters: ['dense1.weight', 'dense1.bias', 'dense2.weight', 'dense2.bias'],
};
const ORIGIN: NonFiniteOrigin = {
  step: 63,
  name: 'scale',
  source: 'written',
  range: range(2, 10, 28),
  parameter: 'dense2.bias',
};

const figures = (rms: number, nonFinite = 0): Figures => ({
  count: 1000,
  nonFinite,
  zeros: 0.125,
  rms,
  mean: rms / 3,
  largest: 4 * rms,
});

/** What the statements give at a step. */
const at = (step: number): StepFigures => {
  const sizes = [Math.exp(-step / 30), 10 + Math.sin(step / 5), 0.01];
  return {
    step,
    statements: sizes.map((size, i) => ({
      whole: figures(size, step > 60 && i === 1 ? 20 : 0),
      parameters: LAYOUT.parameters.map((_, p) => figures(size * (1 + p))),
    })),
    drift: [-0.0328],
  };
};

const CURVE = /^[▁▂▃▄▅▆▇█]{14} /;

/** What a program's statements give, at its lines, of a run that this test plays. */
describe('figures of statements', () => {
  let session: EditorSession;
  let supervisor: CannedSupervisor;
  let run: Run;
  let step = 60;

  beforeAll(async () => {
    session = await EditorSession.start({
      programs: [],
      settings: { 'editor.minimap.enabled': false },
    });
    supervisor = new CannedSupervisor(session.state);
    await supervisor.start();
    const path = join(session.folder, NAME);
    const { run: canned } = cannedRun('a', 'wild', [], {
      store: join(session.folder, '.optiscope', 'runs'),
      comparison: null,
      metrics: { 'train/loss': 0.42 },
    });
    const program = { name: 'wild', path, text: PROGRAM };
    run = { ...canned, spec: { ...canned.spec, program } };
    mkdirSync(run.store, { recursive: true });
    const steps = Array.from({ length: step }, (_, i) => i + 1);
    const rms = LAYOUT.statements.map((_, i) =>
      steps.map((each) => at(each).statements[i]!.whole!.rms),
    );
    supervisor.know({ layout: LAYOUT, every: 1, latest: at(step), history: { steps, rms } });
    supervisor.tellRun(run);
    writeFileSync(path, PROGRAM);
    await session.workbench.openFile(NAME);
  });
  afterAll(async () => {
    supervisor?.stop();
    await session?.end();
  });
  beforeEach(() => session.reportFailures());

  const ends = (): Promise<string[]> => session.workbench.lineEnds(NAME);
  const typed = async (line: number, behind: string, text: string): Promise<void> => {
    const { workbench } = session;
    const before = (await workbench.textOf(NAME)).join('\n');
    await workbench.placeCursor(NAME, line, behind);
    await workbench.page.keyboard.type(text);
    await until(async () => (await workbench.textOf(NAME)).join('\n') !== before);
  };
  const undone = async (): Promise<void> => {
    const { workbench } = session;
    await until(async () => {
      if ((await workbench.textOf(NAME)).join('\n') === PROGRAM) return true;
      await workbench.page.keyboard.press('Control+z');
      return false;
    });
  };

  it('stand at the lines of the statements, and move', async () => {
    await expect
      .poll(ends)
      .toEqual([
        'drift v -3.3 %',
        expect.stringMatching(CURVE),
        expect.stringMatching(CURVE),
        expect.stringMatching(/^[▁▂▃▄▅▆▇█]{14} 0\.01$/),
        '',
      ]);
    for (let i = 0; i < 3; i++) {
      const before = (await ends())[1];
      supervisor.observe(at(++step));
      await expect.poll(async () => (await ends())[1]).not.toBe(before);
    }
    await expect.poll(async () => (await ends())[2]).toMatch(/, 2 % not finite$/);
    await inEachTheme(session, 'statement-figures');
  });

  it('say on hover how the values are spread, layer by layer', async () => {
    const { workbench } = session;
    const line = workbench.editor(NAME).locator('.view-line', { hasText: 'scale =' });
    const hover = workbench.page.locator('.monaco-hover', { hasText: 'RMS so far' });
    await workbench.hoverEnd(line, hover);
    await hover.getByText('dense2.bias').waitFor();
    await hover.getByText('of wild on text').waitFor();
    await inEachTheme(session, 'statement-hover', async () => {
      await workbench.hoverEnd(line, hover);
    });
  });

  it('move with their lines while somebody edits, and go from a line that is changed', async () => {
    const before = await ends();
    await typed(1, 'lr):', '\n# new');
    await expect.poll(ends).toEqual([before[0], '', ...before.slice(1)]);
    await typed(4, '1e-6', '0');
    await expect.poll(ends).toEqual([before[0], '', before[1], '', before[3], '']);
    await undone();
    await expect.poll(ends).toEqual(before);
  });

  it('go when they are not wanted, and nobody is asked for them', async () => {
    const { workbench } = session;
    const before = await ends();
    await workbench.runCommand('Optiscope: Toggle Inline Metrics');
    await expect.poll(async () => (await ends()).join('')).toBe('');
    const { asked } = supervisor;
    await workbench.runCommand('Optiscope: Toggle Inline Metrics');
    await expect.poll(async () => (await ends())[0]).toBe(before[0]);
    expect(supervisor.asked).toBe(asked + 1);
  });

  it('lead to the statement in which the first number arose that is not finite', async () => {
    const { workbench } = session;
    const alert = {
      action: 'alert',
      kind: 'not-finite',
      at: 1.7e12,
      by: 'trainer',
      step: 63,
      title: 'Not a finite number',
      message: 'The loss became NaN at step 63: lower the learning rate.',
      origin: ORIGIN,
    } as const;
    supervisor.tellRun({ ...run, status: 'diverged', endedAt: 1.7e12 + 1e4, actions: [alert] });
    const underline = workbench.squiggles('error').first();
    await underline.waitFor();
    const line = workbench.editor(NAME).locator('.view-line', { hasText: 'scale =' });
    await expect
      .poll(async () => {
        const [a, b] = [await underline.boundingBox(), await line.boundingBox()];
        return a !== null && b !== null && Math.abs(a.y - b.y) < b.height;
      })
      .toBe(true);
    await workbench.page.keyboard.press('Escape');
    const notice = workbench.notification(/The loss became NaN/);
    await until(async () => {
      await workbench.runCommand('Notifications: Clear All Notifications');
      return (await notice.count()) === 0;
    });
    await inEachTheme(session, 'statement-not-finite');
    const hover = workbench.page.locator('.monaco-hover', {
      hasText: 'at step 63 in dense2.bias',
    });
    await until(async () => {
      await workbench.page.mouse.move(10, 10);
      await line.getByText('sqrt').hover({ timeout: 3_000 });
      return appears(hover, 3_000);
    });
    await workbench.screenshot('statement-not-finite-hover');
  });

  it('stay as they were last when the run has ended, until the program is edited', async () => {
    await expect.poll(async () => (await ends())[1]).toMatch(CURVE);
    await typed(4, ', v', ' ');
    await expect.poll(async () => (await ends()).join('')).toBe('');
    await session.workbench.squiggles('error').first().waitFor({ state: 'detached' });
  });
});
