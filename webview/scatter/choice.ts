import type { Run } from '../../runtime/protocol/runs';
import { headline } from '../runs/describe';
import { differs, type Column } from '../table/columns';
import type { ViewState } from '../view/view-state';

export const PICKS = ['last', 'lowest', 'highest'] as const;
/** Which of a metric's values stands for a run. */
export type Pick = (typeof PICKS)[number];

/** A chart with a point for each run: a column against a metric. Plain JSON. */
export interface Scatter {
  readonly key: string;
  /** Id of a column. */
  readonly x: string;
  /** A metric. */
  readonly y: string;
  readonly pick: Pick;
  /** null: as the values suggest. */
  readonly logX: boolean | null;
  readonly logY: boolean | null;
}

/** Reads what was saved: whatever does not fit is left out. */
export function parseScatters(saved: unknown): Scatter[] {
  if (!Array.isArray(saved)) return [];
  return saved.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null) return [];
    const { key, x, y, pick, logX, logY } = item as Record<string, unknown>;
    if (typeof key !== 'string' || typeof x !== 'string' || typeof y !== 'string') return [];
    const flag = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);
    return [
      {
        key,
        x,
        y,
        pick: PICKS.find((each) => each === pick) ?? 'last',
        logX: flag(logX),
        logY: flag(logY),
      },
    ];
  });
}

/** Columns that a metric can be drawn over: settings in which the runs differ, and the time that they took. */
export const axisColumns = (columns: readonly Column[], runs: readonly Run[]): Column[] =>
  columns.filter(
    (column) =>
      (column.kind === 'setting' && differs(column, runs)) ||
      column.id === 'duration' ||
      column.id === 'step',
  );

/** A further scatter chart: of what the runs differ in first, numbers before words, over what they are judged by. */
export function addScatter(
  view: ViewState,
  columns: readonly Column[],
  runs: readonly Run[],
): ViewState {
  const settings = axisColumns(columns, runs).filter(
    ({ kind, id }) => kind === 'setting' && id !== 'seed',
  );
  const x = settings.find(({ numeric }) => numeric) ?? settings[0];
  const tags = runs.flatMap((run) => headline(run)?.tag ?? []);
  let number = 1;
  while (view.scatters.some(({ key }) => key === String(number))) number++;
  const scatter: Scatter = {
    key: String(number),
    x: x?.id ?? 'lr',
    y: tags[0] ?? 'val/loss',
    pick: 'last',
    logX: null,
    logY: null,
  };
  return { ...view, scatters: [...view.scatters, scatter] };
}

export const changeScatter = (
  view: ViewState,
  key: string,
  change: Partial<Scatter>,
): ViewState => ({
  ...view,
  scatters: view.scatters.map((each) => (each.key === key ? { ...each, ...change } : each)),
});

export const removeScatter = (view: ViewState, key: string): ViewState => ({
  ...view,
  scatters: view.scatters.filter((each) => each.key !== key),
});
