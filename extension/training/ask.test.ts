import { beforeEach, describe, expect, it, vi } from 'vitest';
import { askSettings } from './ask';
import { trainingTitle } from './chain-text';
import type { Tunables } from './outside';
import { choicesFor, moduleTask, NOTHING_REMEMBERED } from './plan';

interface Row {
  readonly label: string;
  readonly row: unknown;
}

interface Box {
  readonly validateInput: (typed: string) => Promise<unknown>;
}

/** What the person picks and types, under which title each stood, and what was said of what was typed. */
const editor = vi.hoisted(() => ({
  picks: [] as string[],
  typed: [] as string[],
  titles: [] as string[],
  said: [] as unknown[],
}));

vi.mock('vscode', () => ({
  QuickPickItemKind: { Separator: -1 },
  InputBoxValidationSeverity: { Warning: 2 },
  window: {
    showQuickPick: (items: readonly Row[], { title }: { title: string }) => {
      editor.titles.push(title);
      const wanted = editor.picks.shift();
      return Promise.resolve(items.find(({ label }) => label.endsWith(wanted ?? '-')));
    },
    showInputBox: async ({ validateInput }: Box) => {
      const text = editor.typed.shift();
      editor.said.push(await validateInput(text!));
      return text;
    },
  },
}));

describe('the settings in front of a run', () => {
  beforeEach(() => {
    editor.titles = [];
    editor.said = [];
  });

  const task = moduleTask('/tasks/mine.mjs');
  const choices = choicesFor(NOTHING_REMEMBERED, task.name);
  const number = (name: string, low: number, high: number): Tunables['tunables'][number] => ({
    name,
    written: name,
    default: low,
    range: { low, high, scale: 'linear' },
    declared: true,
    values: null,
    doc: null,
  });
  const adamw: Tunables = {
    program: 'adamw',
    tunables: [number('lr', 1e-5, 0.1), number('beta1', 0.5, 0.99)],
  };
  const tunables = (): Promise<readonly Tunables[]> => Promise.resolve([adamw]);

  it('are headed by the chain once there is one', async () => {
    let trained = 'adamw';
    const chain = {
      title: () => trainingTitle([trained]),
      value: () => trained,
      change: () => {
        trained = 'sam+adamw';
        return Promise.resolve();
      },
    };
    editor.picks = ['Chain', 'Start'];
    const decision = await askSettings('Train adamw', task, choices, {
      maySave: true,
      chain,
      tunables,
    });
    expect(decision).toMatchObject({ then: 'start' });
    expect(editor.titles).toEqual(['Train adamw', 'Train sam+adamw']);
  });

  it('keep their title where there is no chain to set', async () => {
    editor.picks = ['Start'];
    await askSettings(trainingTitle(['adamw', 'lion']), task, choices, {
      maySave: true,
      tunables,
    });
    expect(editor.titles).toEqual(['Compare adamw, lion']);
  });

  it('say while it is typed what lies outside its range, and take it', async () => {
    editor.picks = ['Hyperparameters', 'Learning rate', 'Hyperparameters', 'Start'];
    editor.typed = ['beta1=0.999', '0.2', 'beta1=0.9'];
    const decision = await askSettings('Train adamw', task, choices, { maySave: true, tunables });
    const warned = (message: string): unknown => ({ message, severity: 2 });
    expect(editor.said).toEqual([
      warned('beta1 is set outside the range from 0.5 to 0.99 that adamw declares.'),
      warned('lr is set outside the range from 1e-5 to 0.1 that adamw declares.'),
      null,
    ]);
    expect(decision?.choices).toMatchObject({ lr: 0.2, set: { beta1: 0.9 } });
  });

  it('are asked for where nothing is known of ranges', async () => {
    editor.picks = ['Hyperparameters', 'Start'];
    editor.typed = ['beta1=7'];
    const unknown = (): Promise<never> => Promise.reject(new Error('The runtime is away.'));
    await askSettings('Train adamw', task, choices, { maySave: true, tunables: unknown });
    expect(editor.said).toEqual([null]);
  });
});
