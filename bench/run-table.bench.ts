/**
 * The table of runs at 10,000 runs and 200 columns: what one click costs in the panel's own script, before painting.
 * Run by hand: `npx vitest bench bench/run-table`. The limit for a sort is 100 ms.
 */
import { bench, describe } from 'vitest';
import type { Run } from '../runtime/protocol/runs';
import { groupRuns, OVER_SEEDS } from '../webview/runs/grouping';
import { fakeRun } from '../webview/session/fake-supervisor';
import { ColumnBook, findColumn, isShown } from '../webview/table/columns';
import { parseFilter } from '../webview/table/expression';
import { arrange, type Arrangement } from '../webview/table/rows';

const RUNS = 10_000;
const HYPER = 182;

const runs: Run[] = Array.from({ length: RUNS }, (_, i) =>
  fakeRun(String(i).padStart(6, '0'), {
    program: `program ${(i * 7919) % RUNS}`,
    seed: i % 10,
    lr: ((i * 104_729) % 9973) / 1e6,
    status: 'completed',
    createdAt: i,
    hyper: Object.fromEntries(
      Array.from({ length: HYPER }, (_, k) => [`h${k}`, k % 2 === 0 ? 1 : (i * (k + 1)) % 997]),
    ),
  }),
);
/** The same settings with ten seeds each: what grouping over seeds is for. */
const seeded = runs.map((run, i) => {
  const { spec } = runs[i - (i % 10)]!;
  return { ...run, spec: { ...spec, hyper: { ...spec.hyper }, seed: i % 10 } };
});
const store = new Map(runs.map((run) => [run.id, run]));
const columns = new ColumnBook().columns(store);
const all = {
  runs,
  test: null,
  sort: null,
  groups: null,
  pinned: [],
  foldedGroups: [],
} satisfies Arrangement;
const sortBy = (name: string): unknown =>
  arrange({ ...all, sort: { column: findColumn(columns, name)!, descending: true } });

describe(`${RUNS} runs, ${columns.length} columns`, () => {
  bench('sort by a number', () => void sortBy('lr'));
  bench('sort by a text, all different', () => void sortBy('program'));
  bench('filter: lr > 1e-3 and h1 < 500 or program 77', () => {
    arrange({ ...all, test: parseFilter('lr > 1e-3 and h1 < 500 or program 77', columns).test });
  });
  for (const [what, each] of [
    ['each alone', runs],
    ['ten seeds each', seeded],
  ] as const)
    bench(`group over seeds, ${what}`, () => {
      arrange({ ...all, runs: each, groups: (some) => groupRuns(some, OVER_SEEDS, columns) });
    });
  const copies = (): Run[] =>
    seeded.map((run) => ({ ...run, spec: { ...run.spec, hyper: { ...run.spec.hyper } } }));
  bench('copies of the runs', () => void copies());
  bench('copies of the runs, grouped over seeds for the first time', () => {
    arrange({ ...all, runs: copies(), groups: (some) => groupRuns(some, OVER_SEEDS, columns) });
  });
  bench('only differing columns', () => {
    columns.filter((column) => isShown(column, {}, true, runs));
  });
  bench('columns of a store that is new', () => void new ColumnBook().columns(store));
});
