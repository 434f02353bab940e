import { beforeEach, describe, expect, it, vi } from 'vitest';
import { askSettings } from './ask';
import { trainingTitle } from './chain-text';
import { choicesFor, moduleTask, NOTHING_REMEMBERED } from './plan';

interface Row {
  readonly label: string;
  readonly row: unknown;
}

/** The labels that the person picks one after the other, and under which title each stood. */
const editor = vi.hoisted(() => ({ picks: [] as string[], titles: [] as string[] }));

vi.mock('vscode', () => ({
  QuickPickItemKind: { Separator: -1 },
  window: {
    showQuickPick: (items: readonly Row[], { title }: { title: string }) => {
      editor.titles.push(title);
      const wanted = editor.picks.shift();
      return Promise.resolve(items.find(({ label }) => label.endsWith(wanted ?? '-')));
    },
  },
}));

describe('the settings in front of a run', () => {
  beforeEach(() => {
    editor.titles = [];
  });

  const task = moduleTask('/tasks/mine.mjs');
  const choices = choicesFor(NOTHING_REMEMBERED, task.name);

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
    const decision = await askSettings('Train adamw', task, choices, { maySave: true, chain });
    expect(decision).toMatchObject({ then: 'start' });
    expect(editor.titles).toEqual(['Train adamw', 'Train sam+adamw']);
  });

  it('keep their title where there is no chain to set', async () => {
    editor.picks = ['Start'];
    await askSettings(trainingTitle(['adamw', 'lion']), task, choices, { maySave: true });
    expect(editor.titles).toEqual(['Compare adamw, lion']);
  });
});
