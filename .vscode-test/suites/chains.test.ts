import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appears, until } from '../pages/workbench';
import { EditorSession, type RecordedRun } from '../support/session';

/** A task that goes on for minutes, so that the tests meet its runs while they are going. */
const LONG_TASK = 'Modular';
const CHAIN = 'sam+adamw+lookahead';
/** What such learning rates do to a model would be told, too. */
const NO_ALERTS = {
  divergence: false,
  plateau: false,
  'dead-units': false,
  'exploding-gradients': false,
  'vanishing-gradients': false,
  'update-ratio': false,
};

describe('a chain in the editor', () => {
  let session: EditorSession;

  beforeAll(async () => {
    session = await EditorSession.start({
      programs: ['adamw', 'lookahead', 'sam'],
      colorTheme: 'Default Light Modern',
      settings: { 'optiscope.alerts': NO_ALERTS },
    });
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  const named = (name: string): RecordedRun[] =>
    session.runs().filter(({ spec }) => spec.program.name === name);
  const row = (text: string): Locator =>
    session.workbench.quickInput.locator('.monaco-list-row', { hasText: text }).first();
  const isChecked = async (text: string): Promise<boolean> =>
    (await row(text).getAttribute('aria-checked')) === 'true';
  /** Waits until what is open is headed so. */
  const headed = (title: string): Promise<void> =>
    session.workbench.quickInput.getByText(title, { exact: true }).waitFor();

  /** What trains would take the time of what comes next. */
  const stopAll = async (): Promise<void> => {
    await session.workbench.runCommand('Optiscope: Stop All Runs');
    await until(() => Promise.resolve(session.runs().every(({ status }) => status === 'stopped')));
  };

  it('is compared with the program whose lens was pressed', async () => {
    const { workbench } = session;
    await workbench.openFile('adamw.optim');
    // A click on a lens that is drawn anew in the middle of it is lost.
    await until(async () => {
      await workbench.codeLens('Compare').first().click();
      return appears(row('Chain…'), 5_000);
    });
    expect(await isChecked('adamw')).toBe(true);
    await until(async () => {
      await row('Chain…').click();
      return isChecked('Chain…');
    });
    await workbench.screenshot('chains-compare-light');
    await workbench.page.keyboard.press('Enter');
    await headed('Compare Optimizers: Chain');
    await workbench.fill(CHAIN);
    await headed(`Compare adamw, ${CHAIN}`);
    await workbench.choose(LONG_TASK);
    await workbench.choose('Start');
    await until(() => Promise.resolve(session.runs().length === 2));
    expect(named('adamw')).toHaveLength(1);
    for (const name of ['sam_rho', 'adamw_beta1', 'lookahead_k'])
      expect(named(CHAIN)[0]!.spec.program.text).toContain(name);
    const panel = await workbench.panel();
    for (const { id } of session.runs())
      await until(async () => (await panel.series(id, 'train/loss')).steps.length > 1);
    await workbench.screenshot('chains-compared-light');
    await stopAll();
  });

  it('takes over where another run was stopped', async () => {
    const { workbench } = session;
    const origin = named('adamw')[0]!;
    await workbench.openViews();
    const line = workbench.viewRows('Runs').filter({ hasText: /^adamw/ });
    await workbench.openFile('lookahead.optim');
    await workbench.contextMenu(line, 'Fork Run…', 'step');
    await workbench.choose('step');
    await headed('Fork Run: lookahead');
    await workbench.choose('Chain…');
    await headed('Fork Run: Chain');
    await workbench.fill(CHAIN);
    await until(() => Promise.resolve(named(CHAIN).length === 2));
    const fork = await session.newestRun('running');
    expect(fork.spec.forkOf?.run).toBe(origin.id);
    await stopAll();
  });

  it('is swept, and says once what lies outside a range', async () => {
    const { workbench } = session;
    const input = workbench.quickInput.locator('input').first();
    const outside = 'lr is set outside the range from 1e-5 to 0.1 that';
    await workbench.openFile('lookahead.optim');
    await workbench.runCommand('Optiscope: Sweep Hyperparameters…', 'adamw');
    await workbench.choose('Chain…');
    await headed('Sweep Hyperparameters: Chain');
    await workbench.fill(CHAIN);
    await row('adamw.beta1').waitFor();
    expect(await isChecked('lr')).toBe(true);
    await workbench.screenshot('chains-sweep-light');
    await workbench.accept();
    await workbench.choose('1e-5 to 0.1');
    // The range of the box is typed over; what is told of it does not hinder.
    await expect.poll(() => input.inputValue()).toBe('1e-5..0.1');
    await input.fill('0.2..0.3');
    await workbench.quickInput.getByText(outside).waitFor();
    await workbench.screenshot('chains-outside-light');
    await workbench.fill('0.2..0.3');
    await workbench.choose('How many');
    await workbench.fill('3');
    await workbench.choose('Go On');
    await workbench.choose('Spirals');
    await workbench.choose('Steps');
    await workbench.fill('60');
    await workbench.choose('Hyperparameters');
    await input.fill('adamw.beta1=0.999');
    await workbench.quickInput.getByText('adamw.beta1 is set outside').waitFor();
    await workbench.fill('adamw.beta1=0.95');
    await workbench.choose('Start');
    const swept = (): RecordedRun[] => session.runs().filter(({ spec }) => spec.sweep);
    await until(() => Promise.resolve(swept().length === 3));
    await until(() =>
      Promise.resolve(swept().every(({ warnings }) => warnings[0]?.startsWith(outside) === true)),
    );
    for (const { spec } of swept()) expect(spec.hyper).toEqual({ adamw_beta1: 0.95 });
    await until(() =>
      Promise.resolve(swept().every(({ status }) => status !== 'running' && status !== 'queued')),
    );
    await workbench.runCommand('Notifications: Show Notifications');
    const told = workbench.page.locator('.notifications-center .notification-list-item', {
      hasText: 'is set outside the range',
    });
    await expect.poll(() => told.count()).toBe(1);
    await workbench.screenshot('chains-told-once-light');
  });
});
