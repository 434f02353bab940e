import { expect, test } from 'vitest';
import { fakeRun } from '../session/fake-supervisor';
import { ColumnBook, findColumn, FIXED_COLUMNS, isShown } from './columns';

const store = (...runs: ReturnType<typeof fakeRun>[]) => new Map(runs.map((run) => [run.id, run]));

test('there is a column for every hyperparameter and metric of any run, once', () => {
  const book = new ColumnBook();
  const a = fakeRun('a', { hyper: { beta1: 0.9 } });
  const first = book.columns(store(a)).slice(FIXED_COLUMNS.length);
  expect(first.map(({ id }) => id)).toEqual(['hyper.beta1']);
  const b = fakeRun('b', { hyper: { beta1: 0.8, alpha: 1 }, metrics: { 'val/loss': 'NaN' } });
  const later = book.columns(store(a, b)).slice(FIXED_COLUMNS.length);
  expect(later.map(({ id }) => id)).toEqual(['hyper.alpha', 'hyper.beta1', 'metric.val/loss']);
  expect(later.map((column) => column.value(a))).toEqual([null, 0.9, null]);
  expect(later[2]!.value(b)).toBeNaN();
});

test('only differing: settings in which the runs differ are shown, also those that else are not', () => {
  const runs = [fakeRun('a', { seed: 1 }), fakeRun('b', { seed: 2 })].map((run, i) => ({
    ...run,
    spec: { ...run.spec, batch: 16 * (i + 1) },
  }));
  const shown = FIXED_COLUMNS.filter((column) => isShown(column, {}, true, runs));
  expect(shown.map(({ id }) => id)).toEqual([
    'name',
    'state',
    'step',
    'metric',
    'seed',
    'duration',
    'batch',
  ]);
});

test('a column is shown or not as the person chose, but the name always', () => {
  const chosen = { name: false, lr: false, batch: true };
  const shown = FIXED_COLUMNS.filter((column) => isShown(column, chosen, false, []));
  const ids = shown.map(({ id }) => id);
  expect(ids).toContain('name');
  expect(ids).toContain('batch');
  expect(ids).not.toContain('lr');
});

test('columns are found by id or title in any case', () => {
  expect(findColumn(FIXED_COLUMNS, 'WARM-UP')?.id).toBe('warmup');
  expect(findColumn(FIXED_COLUMNS, 'Warmup')?.id).toBe('warmup');
  expect(findColumn(FIXED_COLUMNS, 'none')).toBeNull();
});

test("another program's run has the settings that it logs, and no program, task or backend", () => {
  const config = { lr: 0.1, seed: 3, nesterov: true };
  const run = {
    ...fakeRun('a', { status: 'logged' }),
    log: { folder: '/logs/a', config, writtenAt: 0 },
  };
  const columns = new ColumnBook().columns(store(run));
  const value = (name: string) => findColumn(columns, name)!.value(run);
  expect(['program', 'task', 'backend', 'schedule'].map(value)).toEqual([null, null, null, null]);
  expect(['lr', 'seed', 'hyper.nesterov'].map(value)).toEqual([0.1, 3, 'true']);
});

test('a column says from where runs were forked, once there is such a run', () => {
  const book = new ColumnBook();
  const a = fakeRun('a');
  expect(findColumn(book.columns(store(a)), 'fork')).toBeNull();
  const b = { ...a, id: 'b', spec: { ...a.spec, forkOf: { run: 'a', step: 40 } } };
  const fork = findColumn(book.columns(store(a, b)), 'forked from')!;
  expect([a, b].map((run) => fork.value(run))).toEqual([null, 'a@40']);
  expect(isShown(fork, {}, false, [a, b])).toBe(true);
});

test('runs of a sweep have its name, and columns for flags and choices', () => {
  const book = new ColumnBook();
  const a = fakeRun('a');
  const spec = { ...a.spec, sweep: 'lion-sweep', switches: { nesterov: false } };
  const columns = book.columns(store(a, { ...a, id: 'b', spec }));
  const values = ['sweep', 'nesterov'].map((name) =>
    findColumn(columns, name)!.value({ ...a, spec }),
  );
  expect(values).toEqual(['lion-sweep', 'false']);
  expect(findColumn(columns, 'nesterov')!.value(a)).toBeNull();
});
