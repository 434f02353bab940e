import { expect, test, vi } from 'vitest';
import { PanelModel } from '../panel-model';
import { FakeSupervisor, fakeRun } from '../session/fake-supervisor';
import { toggleHidden } from '../view/view-state';
import { exportCharts, sheetOf } from './exporter';
import { THEME } from './sheet.test-helper';

async function panel(): Promise<{ supervisor: FakeSupervisor; model: PanelModel }> {
  const supervisor = new FakeSupervisor([fakeRun('a'), fakeRun('b', { program: 'adamw' })]);
  const model = new PanelModel(supervisor, (callback) => callback());
  model.start();
  supervisor.open();
  supervisor.show(['a', 'b']);
  await vi.waitFor(() => expect(supervisor.subscriptions.size).toBe(2));
  supervisor.points('a', 0, [4, 3, 2, 1]);
  supervisor.points('b', 0, [9, 8, 7, 6]);
  await vi.waitFor(() => expect(model.series('b', 'train/loss')?.length).toBe(4));
  return { supervisor, model };
}

test('what is exported is what is on screen: zoomed, hidden and filtered alike', async () => {
  const { supervisor, model } = await panel();
  model.change((view) => ({ ...toggleHidden(view, 'b'), zoom: [1, 2] }));
  await exportCharts(model, THEME, null, 'csv');
  const [file] = supervisor.offered;
  expect(file).toMatchObject({ format: 'csv', name: 'lion.csv' });
  expect(new TextDecoder().decode(file!.content).trimEnd().split('\n').slice(1)).toEqual([
    'train/loss,lion,a,1,3',
    'train/loss,lion,a,2,2',
  ]);
  model.change((view) => ({ ...view, filter: 'val' }));
  expect((await sheetOf(model, THEME, null)).charts).toEqual([]);
  await exportCharts(model, THEME, null, 'csv');
  expect(supervisor.offered).toHaveLength(1);
  expect(model.problem).toBe('There is nothing on screen to export.');
});

test('one chart bears its metric in the name of its file', async () => {
  const { supervisor, model } = await panel();
  await exportCharts(model, THEME, 'train/loss', 'svg');
  expect(supervisor.offered[0]!.name).toBe('lion-adamw-train-loss.svg');
});
