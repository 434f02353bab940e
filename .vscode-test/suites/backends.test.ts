import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../pages/workbench';
import { StandInRegistry } from '../support/registry';
import { EditorSession } from '../support/session';

describe('installing a backend from the editor', () => {
  let session: EditorSession;
  let folder: string;
  let registry: StandInRegistry;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'optiscope-registry-'));
    registry = await StandInRegistry.start(folder);
    session = await EditorSession.start({
      programs: ['lion'],
      environment: registry.environment,
    });
  });
  afterAll(async () => {
    await session?.end();
    await registry.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  beforeEach(() => session.reportFailures());

  const placeOf = (backend: string): string => join(session.state, 'backends', backend);

  /** Asks for a backend and waits until its own script is at work. */
  async function install(backend: string): Promise<Locator> {
    const { workbench } = session;
    await workbench.runCommand('Optiscope: Install Backend…', backend);
    await workbench.choose(backend);
    const progress = workbench.notification(`Installing ${backend}`);
    await progress.filter({ hasText: 'Downloading the library' }).waitFor();
    return progress;
  }

  it('says what npm is at, and can be cancelled: then nothing is left of it', async () => {
    const progress = await install('tfjs-gpu');
    await until(() => Promise.resolve(existsSync(placeOf('tfjs-gpu'))));
    await session.workbench.screenshot('backends-installing');
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'detached' });
    await until(() => Promise.resolve(!existsSync(placeOf('tfjs-gpu'))));
  });

  it('says why it fails', async () => {
    const { workbench } = session;
    await install('tfjs-node');
    registry.say('fail');
    await workbench
      .notification(
        'tfjs-node could not be installed: a script of the package failed (There is no room left on the disk).',
      )
      .waitFor();
    await workbench.screenshot('backends-failed');
    await until(() => Promise.resolve(!existsSync(placeOf('tfjs-node'))));
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('makes it a backend that trains, and offers it no more', async () => {
    const { workbench } = session;
    await install('tfjs-node');
    registry.say('install');
    await workbench.notification('tfjs-node is installed.').waitFor();
    await workbench.screenshot('backends-installed');
    await workbench.runCommand('Optiscope: Install Backend…', 'tfjs-gpu');
    expect(await workbench.choices()).not.toContain('tfjs-node');

    await workbench.openFile('lion.optim');
    await workbench.runCommand('Optiscope: Train Optimizer…', 'Two spirals');
    await workbench.choose('Two spirals');
    await workbench.choose('Steps');
    await workbench.fill('20');
    await workbench.choose('Backend');
    await workbench.choose('tfjs-node');
    await workbench.choose('Start');
    const run = await session.newestRun('completed');
    const file = join(session.folder, '.optiscope', 'runs', run.id, 'run.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      resolved: { backend: 'tfjs-node' },
    });
  });
});
