import { expect, test, vi } from 'vitest';
import { PanelModel } from './panel-model';
import { FakeSupervisor, fakeRun, STORE } from './session/fake-supervisor';

const immediately = (callback: () => void): void => callback();

async function connected(
  supervisor: FakeSupervisor,
  shown: readonly string[],
): Promise<PanelModel> {
  const model = new PanelModel(supervisor, immediately);
  model.start();
  supervisor.open();
  if (shown.length > 0) supervisor.show(shown);
  await vi.waitFor(() => expect(model.runs).not.toBeNull());
  await vi.waitFor(() => expect(supervisor.subscriptions.size).toBe(model.view.shown.length));
  return model;
}
const valuesOf = (model: PanelModel, run: string): number[] => [
  ...(model.series(run, 'train/loss')?.values ?? []),
];

test('initializes, watches the store, subscribes to what is shown, and receives every point once', async () => {
  const supervisor = new FakeSupervisor([fakeRun('b'), fakeRun('a')]);
  const model = await connected(supervisor, ['a']);
  expect(supervisor.requests.map(({ method }) => method)).toEqual([
    'initialize',
    'store/watch',
    'series/subscribe',
  ]);
  supervisor.points('a', 0, [3, 2]);
  supervisor.points('a', 1, [2, 1]);
  await vi.waitFor(() => expect(valuesOf(model, 'a')).toEqual([3, 2, 1]));
});

test('a hole in a series is healed by a new subscription, and the line stays meanwhile', async () => {
  const supervisor = new FakeSupervisor([fakeRun('a')]);
  const model = await connected(supervisor, ['a']);
  supervisor.points('a', 0, [3, 2]);
  await vi.waitFor(() => expect(valuesOf(model, 'a')).toEqual([3, 2]));
  const before = supervisor.subscriptions.get('a');
  supervisor.points('a', 5, [0]);
  await vi.waitFor(() => expect(supervisor.subscriptions.get('a')).not.toBe(before));
  supervisor.points('a', 0, [3], false);
  expect(valuesOf(model, 'a')).toEqual([3, 2]);
  supervisor.points('a', 1, [2, 1, 0.5, 0.25, 0]);
  await vi.waitFor(() => expect(valuesOf(model, 'a')).toEqual([3, 2, 1, 0.5, 0.25, 0]));
});

test('after the runtime was lost, the panel is connected again and shows the same', async () => {
  const supervisor = new FakeSupervisor([fakeRun('a')]);
  const model = await connected(supervisor, ['a']);
  supervisor.points('a', 0, [3, 2]);
  await vi.waitFor(() => expect(valuesOf(model, 'a')).toEqual([3, 2]));
  supervisor.lose();
  expect(model.connection).toBe('lost');
  expect(model.lostBecause).toBe('gone');
  expect(valuesOf(model, 'a')).toEqual([3, 2]);
  supervisor.open();
  await vi.waitFor(() => expect(supervisor.subscriptions.size).toBe(1));
  supervisor.points('a', 0, [3, 2, 1]);
  await vi.waitFor(() => expect(valuesOf(model, 'a')).toEqual([3, 2, 1]));
  expect(model.connection).toBe('open');
});

test('what the person chose is kept by the host and comes back', async () => {
  const supervisor = new FakeSupervisor([fakeRun('a'), fakeRun('b')]);
  const model = await connected(supervisor, ['a', 'b']);
  model.change((view) => ({ ...view, zoom: [10, 20], smoothing: 0.5, log: true, hidden: ['b'] }));
  const restored = new PanelModel(supervisor, immediately);
  expect(restored.view).toEqual(model.view);
  restored.start();
  supervisor.subscriptions.clear();
  supervisor.open();
  await vi.waitFor(() => expect([...supervisor.subscriptions.keys()]).toEqual(['a', 'b']));
});

test('live points never move the zoom', async () => {
  const supervisor = new FakeSupervisor([fakeRun('a')]);
  const model = await connected(supervisor, ['a']);
  model.change((view) => ({ ...view, zoom: [1, 2] }));
  supervisor.points('a', 0, [1, 2, 3, 4]);
  await vi.waitFor(() => expect(valuesOf(model, 'a')).toHaveLength(4));
  expect(model.view.zoom).toEqual([1, 2]);
});

test('a run that is shown before the store knows it is subscribed to when it appears', async () => {
  const supervisor = new FakeSupervisor([]);
  const model = new PanelModel(supervisor, immediately);
  model.start();
  supervisor.open();
  supervisor.show(['new']);
  await vi.waitFor(() => expect(model.runs?.size).toBe(0));
  expect(supervisor.subscriptions.size).toBe(0);
  supervisor.notify('run/changed', fakeRun('new'));
  await vi.waitFor(() => expect(supervisor.subscriptions.has('new')).toBe(true));
});

test('a further run of a comparison on screen joins it; others stay away', async () => {
  const supervisor = new FakeSupervisor([fakeRun('a', { comparison: 'c' })]);
  const model = await connected(supervisor, ['a']);
  supervisor.notify('run/changed', fakeRun('other', { comparison: 'd' }));
  supervisor.notify('run/changed', fakeRun('b', { comparison: 'c' }));
  await vi.waitFor(() => expect(model.view.shown).toEqual(['a', 'b']));
});

test('a page of its own shows the newest comparison, and a new run once all those have ended', async () => {
  const runs = [
    fakeRun('3', { comparison: 'c', status: 'completed' }),
    fakeRun('2', { comparison: 'c', status: 'stopped' }),
    fakeRun('1'),
  ];
  const supervisor = new FakeSupervisor(runs, ['train/loss'], STORE);
  const model = await connected(supervisor, []);
  await vi.waitFor(() => expect(model.view.shown).toEqual(['2', '3']));
  supervisor.notify('run/changed', fakeRun('4'));
  await vi.waitFor(() => expect(model.view.shown).toEqual(['4']));
  supervisor.notify('run/changed', fakeRun('5'));
  supervisor.notify('run/changed', fakeRun('6', { status: 'queued' }));
  await vi.waitFor(() => expect(model.runs?.has('6')).toBe(true));
  expect(model.view.shown).toEqual(['4']);
});

test('a removed run leaves the screen, the others keep their colours', async () => {
  const supervisor = new FakeSupervisor([fakeRun('a'), fakeRun('b')]);
  const model = await connected(supervisor, ['a', 'b']);
  supervisor.notify('run/removed', { store: STORE, run: 'a' });
  await vi.waitFor(() => expect(model.view.shown).toEqual(['b']));
  expect(model.view.slots).toEqual({ b: 1 });
});

test('Stop asks the supervisor and shows what became of the run', async () => {
  const supervisor = new FakeSupervisor([fakeRun('a')]);
  const model = await connected(supervisor, ['a']);
  model.control.stop('a');
  await vi.waitFor(() => expect(model.runs?.get('a')?.status).toBe('stopped'));
});

test('a malformed frame is told in a sentence and the rest goes on', async () => {
  const supervisor = new FakeSupervisor([fakeRun('a')]);
  let frame: (bytes: Uint8Array) => void = () => undefined;
  const start = supervisor.start.bind(supervisor);
  supervisor.start = (listener) => {
    frame = (bytes) => listener.frame(bytes);
    start(listener);
  };
  const model = await connected(supervisor, ['a']);
  frame(Uint8Array.of(1, 2, 3));
  expect(model.problem).toBe('metric frame: cut-off header');
  supervisor.points('a', 0, [1]);
  await vi.waitFor(() => expect(valuesOf(model, 'a')).toEqual([1]));
});

test('keys pause and resume the highlighted run, else the only shown one that goes on', async () => {
  const supervisor = new FakeSupervisor([
    fakeRun('c'),
    fakeRun('b'),
    fakeRun('a', { status: 'completed' }),
  ]);
  const model = await connected(supervisor, ['a', 'b']);
  expect(model.ledRun?.id).toBe('b');
  model.control.togglePause(model.ledRun!);
  await vi.waitFor(() => expect(model.ledRun?.status).toBe('paused'));
  model.control.togglePause(model.ledRun!);
  await vi.waitFor(() => expect(model.ledRun?.status).toBe('running'));
  model.show(STORE, ['a', 'b', 'c']);
  expect(model.ledRun).toBeNull();
  model.change((view) => ({ ...view, focused: 'c' }));
  expect(model.ledRun?.id).toBe('c');
  model.control.togglePause(fakeRun('a', { status: 'completed' }));
  expect(supervisor.requests.filter(({ method }) => /pause|resume/.test(method))).toHaveLength(2);
});

test('a run that waits is asked to be the next', async () => {
  const supervisor = new FakeSupervisor([fakeRun('a', { status: 'queued' })]);
  const model = await connected(supervisor, ['a']);
  model.control.runNext('a');
  expect(supervisor.requests.at(-1)).toMatchObject({ method: 'runs/next', params: { run: 'a' } });
});
