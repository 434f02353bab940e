import { expect, test, vi } from 'vitest';
import { PanelModel } from './panel-model';
import { pictureKey, pictureOf } from './picture';
import { fullRange } from './placed-points';
import { FakeSupervisor, fakeRun } from './session/fake-supervisor';
import { toggleHidden } from './view/view-state';

const SCREEN = { range: [0, 4], columns: 100 } as const;
const linesOf = (model: PanelModel) => pictureOf(model, 'train/loss', 'dark', SCREEN).lines;

async function twoRuns(): Promise<PanelModel> {
  const supervisor = new FakeSupervisor([fakeRun('a'), fakeRun('b', { program: 'adamw' })]);
  const model = new PanelModel(supervisor, (callback) => callback());
  model.start();
  supervisor.open();
  supervisor.show(['a', 'b']);
  await vi.waitFor(() => expect(model.tags).toHaveLength(1));
  await vi.waitFor(() => expect(supervisor.subscriptions.size).toBe(2));
  supervisor.points('a', 0, [4, 3, 2, 1]);
  supervisor.points('b', 0, [9, 8]);
  await vi.waitFor(() => expect(linesOf(model)).toHaveLength(2));
  return model;
}

test('hiding a run leaves the other line and the x-range as they were', async () => {
  const model = await twoRuns();
  for (const smoothing of [0, 0.8]) {
    model.change((view) => ({ ...view, smoothing }));
    const [, b] = linesOf(model);
    const range = fullRange(model);
    model.change((view) => toggleHidden(view, 'a'));
    expect(linesOf(model)).toEqual([b]);
    expect(fullRange(model)).toEqual(range);
    model.change((view) => toggleHidden(view, 'a'));
  }
});

test('a change of a hyperparameter is marked at its step, or when it was made', async () => {
  const model = await twoRuns();
  const at = (model.origin('a') + 2) * 1000;
  const change = { action: 'set', name: 'lr', value: 1e-4, before: 0.1 } as const;
  model.runChanged({ ...fakeRun('a'), actions: [{ ...change, at, by: 'cli', step: 2 }] });
  const marks = (): unknown => linesOf(model)[0]!.marks;
  const words = 'lr 0.1 → 1e-4 after step 2';
  expect(marks()).toEqual([{ x: 2, words, isAlert: false }]);
  model.change((view) => ({ ...view, axis: 'relative' }));
  expect(marks()).toEqual([{ x: 2, words, isAlert: false }]);
});

test('an alert is marked at its step, in its words', async () => {
  const model = await twoRuns();
  const alert = { action: 'alert', kind: 'plateau', title: 'Plateau', message: 'Level.' } as const;
  model.runChanged({ ...fakeRun('a'), actions: [{ ...alert, at: 5, by: 'trainer', step: 2 }] });
  expect(linesOf(model)[0]!.marks).toEqual([{ x: 2, words: 'Level.', isAlert: true }]);
});

test('a forked run is marked where it left the other', async () => {
  const fork = fakeRun('b');
  const forked = { ...fork, spec: { ...fork.spec, forkOf: { run: 'a', step: 1 } } };
  const model = await twoRuns();
  model.runChanged(forked);
  const marks = (): unknown => linesOf(model)[1]!.marks;
  const words = 'forked from a after step 1';
  expect(marks()).toEqual([{ x: 1, words, isAlert: false }]);
  model.change((view) => ({ ...view, axis: 'relative' }));
  expect(marks()).toEqual([{ x: 0, words, isAlert: false }]);
});

test('smoothing keeps the values beside the average', async () => {
  const model = await twoRuns();
  model.change((view) => ({ ...view, smoothing: 0.5 }));
  const [a] = linesOf(model);
  expect([...a!.values]).toEqual([4, 3, 2, 1]);
  expect(a!.ys[1]).toBeCloseTo((3 + 0.5 * 4) / 1.5);
});

test('relative time starts at each run’s first point', async () => {
  const model = await twoRuns();
  model.change((view) => ({ ...view, axis: 'relative' }));
  expect([...linesOf(model)[0]!.xs]).toEqual([0, 1, 2, 3]);
  expect(fullRange(model)).toEqual([0, 3]);
});

test('a chart is drawn again when its points or its picture change, and not otherwise', async () => {
  const model = await twoRuns();
  const key = () => pictureKey(model, 'train/loss', fullRange(model));
  const first = key();
  model.change((view) => ({ ...view, filter: 'x', table: 'folded' }));
  expect(key()).toBe(first);
  model.change((view) => ({ ...view, log: true }));
  expect(key()).not.toBe(first);
});

test('the mean of a group is of all its runs, switched off or not, and says of how many', async () => {
  const model = await twoRuns();
  model.change((view) => ({ ...view, grouping: 'task' }));
  const [mean, ...others] = linesOf(model);
  expect(others).toEqual([]);
  expect(mean!.label).toBe('spirals (2 runs)');
  expect([...mean!.ys]).toEqual([6.5, 5.5, 2, 1]);
  expect([...mean!.group!.counts]).toEqual([2, 2, 1, 1]);
  expect([...mean!.group!.low]).toEqual([4, 3, 2, 1]);
  model.change((view) => toggleHidden(view, 'a'));
  expect(linesOf(model)).toEqual([mean]);
  model.change((view) => toggleHidden(view, 'b'));
  expect(linesOf(model)).toEqual([]);
});

test('a run without company keeps its own line under grouping', async () => {
  const model = await twoRuns();
  const before = linesOf(model);
  model.change((view) => ({ ...view, grouping: 'program' }));
  expect(linesOf(model)).toEqual(before);
  model.change((view) => ({ ...view, grouping: 'task', spread: 'lines' }));
  expect(linesOf(model)).toEqual(before);
});

test('the baseline stays what others are compared with while its line is switched off', async () => {
  const model = await twoRuns();
  model.change((view) => toggleHidden({ ...view, baseline: 'a' }, 'a'));
  const picture = pictureOf(model, 'train/loss', 'dark', SCREEN);
  expect(picture.baseline?.run).toBe('a');
  expect(picture.lines.map(({ run }) => run)).toEqual(['b']);
  model.change((view) => ({ ...view, grouping: 'task' }));
  expect(pictureOf(model, 'train/loss', 'dark', SCREEN).baseline?.group?.runs).toBe(2);
});
