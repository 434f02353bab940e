import { alertsOf } from '../../runtime/protocol/alerts';
import { runName, type Run } from '../../runtime/protocol/runs';
import { settingsOf } from '../../runtime/protocol/settings';
import { taskName } from '../../runtime/protocol/task-name';
import { formatCount, formatDuration, formatNumber, NOTHING } from '../../runtime/protocol/words';
import { headline, secondsOf } from '../runs/describe';

/** What stands in a cell; null where the run has no such thing. */
export type Value = string | number | null;

export interface Column {
  /** `lr`, `hyper.beta1`, `metric.val/loss`: what view state and filters call it. */
  readonly id: string;
  readonly title: string;
  /** What was chosen before the run; what came of it. Only settings are ever left out for being alike. */
  readonly kind: 'setting' | 'outcome';
  readonly numeric: boolean;
  /** In the table until the person says otherwise. */
  readonly shownAtFirst: boolean;
  value(run: Run): Value;
  text(value: Value): string;
}

const words = (value: Value): string =>
  value === null ? NOTHING : typeof value === 'number' ? formatNumber(value) : value;
const count = (value: Value): string =>
  typeof value === 'number' ? formatCount(value) : words(value);

const column = (
  id: string,
  title: string,
  value: (run: Run) => Value,
  more: Partial<Column> = {},
): Column => ({
  id,
  title,
  kind: 'setting',
  numeric: true,
  shownAtFirst: true,
  value,
  text: words,
  ...more,
});

const textual = { numeric: false } as const;
const outcome = { kind: 'outcome' } as const;
const later = { shownAtFirst: false } as const;

/** What only a program of ours has: another program's run leaves the cell empty. */
const ours =
  (value: (run: Run) => Value) =>
  (run: Run): Value =>
    run.log === undefined ? value(run) : null;

/** What another program says of one of its settings. */
function logged(run: Run, name: string): Value {
  const value = run.log?.config[name] ?? null;
  return typeof value === 'boolean' ? String(value) : value;
}

const alertTitles = (run: Run): string[] => alertsOf(run).map(({ title }) => title);

const day = (value: Value): string =>
  typeof value === 'number'
    ? new Date(value).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })
    : NOTHING;

/** The column that is always there, first. */
export const NAME = 'name';

/** The columns that every store has, in their order. */
export const FIXED_COLUMNS: readonly Column[] = [
  column(NAME, 'Name', runName, { ...textual, ...outcome }),
  column(
    'program',
    'Program',
    ours((run) => run.spec.program.name),
    textual,
  ),
  column(
    'task',
    'Task',
    ours((run) => taskName(run.spec.task)),
    textual,
  ),
  column('state', 'State', (run) => run.status, { ...textual, ...outcome }),
  column('step', 'Step', (run) => run.step, { ...outcome, text: count }),
  column('metric', 'Metric', (run) => headline(run)?.value ?? null, outcome),
  column('lr', 'lr', (run) => run.resolved?.lr ?? run.spec.lr ?? logged(run, 'lr')),
  column('seed', 'Seed', (run) => (run.log === undefined ? run.spec.seed : logged(run, 'seed')), {
    text: (value) => (value === null ? NOTHING : String(value)),
  }),
  column(
    'backend',
    'Backend',
    ours((run) => run.resolved?.backend ?? run.spec.backend),
    textual,
  ),
  column('duration', 'Duration', (run) => secondsOf(run, Date.now()), {
    ...outcome,
    text: (value) => (typeof value === 'number' ? formatDuration(value) : NOTHING),
  }),
  column('batch', 'Batch', (run) => run.resolved?.batch ?? run.spec.batch, {
    ...later,
    text: count,
  }),
  column('steps', 'Steps', (run) => run.resolved?.steps ?? run.spec.steps, {
    ...later,
    text: count,
  }),
  column(
    'schedule',
    'Schedule',
    ours((run) => run.spec.schedule),
    { ...textual, ...later },
  ),
  column(
    'warmup',
    'Warm-up',
    ours((run) => run.spec.warmup),
    { ...later, text: count },
  ),
  column('model', 'Model', (run) => run.resolved?.model ?? run.spec.model, {
    ...textual,
    ...later,
  }),
  column('parameters', 'Parameters', (run) => run.resolved?.parameters ?? null, {
    ...later,
    text: count,
  }),
  column('data', 'Data', (run) => run.spec.data, { ...textual, ...later }),
  column('commit', 'Commit', (run) => run.gitCommit?.slice(0, 10) ?? null, {
    ...textual,
    ...later,
  }),
  column('alerts', 'Alerts', (run) => alertTitles(run).join(', ') || null, {
    ...textual,
    ...outcome,
    ...later,
  }),
  column('tags', 'Tags', (run) => run.annotations?.tags.join(', ') || null, {
    ...textual,
    ...outcome,
    ...later,
  }),
  column('note', 'Note', (run) => run.annotations?.note || null, {
    ...textual,
    ...outcome,
    ...later,
  }),
  column('created', 'Created', (run) => run.createdAt, { ...outcome, ...later, text: day }),
];

const hyperColumn = (name: string): Column =>
  column(`hyper.${name}`, name, (run) => {
    const value = settingsOf(run)[name] ?? null;
    return typeof value === 'boolean' ? String(value) : value;
  });

/** Columns for what only some runs have: not there before one of them does. */
const OCCASIONAL: readonly { readonly column: Column; readonly of: (run: Run) => boolean }[] = [
  {
    column: column(
      'fork',
      'Forked from',
      ({ spec: { forkOf } }) => (forkOf ? `${forkOf.run}@${forkOf.step}` : null),
      textual,
    ),
    of: ({ spec }) => Boolean(spec.forkOf),
  },
  {
    column: column('sweep', 'Sweep', ({ spec }) => spec.sweep ?? null, { ...textual, ...outcome }),
    of: ({ spec }) => Boolean(spec.sweep),
  },
];

const metricColumn = (tag: string): Column =>
  column(
    `metric.${tag}`,
    tag,
    (run) => {
      const value = run.metrics[tag];
      return value === undefined ? null : Number(value);
    },
    { ...outcome, ...later },
  );

/**
 * The columns of a store: the fixed ones, then one for every hyperparameter and every metric that any run has. A run
 * that was looked through is not looked through again, so that a live one costs what it brings.
 */
export class ColumnBook {
  private readonly seen = new WeakSet<Run>();
  private readonly hyper = new Map<string, Column>();
  private readonly metrics = new Map<string, Column>();
  private readonly occasional = new Set<Column>();
  private all: readonly Column[] = FIXED_COLUMNS;
  private known = '';
  private last: ReadonlyMap<string, Run> | null = null;

  columns(runs: ReadonlyMap<string, Run> | null): readonly Column[] {
    if (runs === null || runs === this.last) return this.all;
    this.last = runs;
    for (const run of runs.values()) {
      if (this.seen.has(run)) continue;
      this.seen.add(run);
      note(this.hyper, settingsOf(run), hyperColumn);
      note(this.metrics, run.metrics, metricColumn);
      for (const { column, of } of OCCASIONAL) if (of(run)) this.occasional.add(column);
    }
    const known = `${this.hyper.size} ${this.metrics.size} ${this.occasional.size}`;
    if (known !== this.known) {
      this.known = known;
      this.all = [
        ...FIXED_COLUMNS,
        ...this.occasional,
        ...byTitle(this.hyper),
        ...byTitle(this.metrics),
      ];
    }
    return this.all;
  }
}

function note(into: Map<string, Column>, names: object, make: (name: string) => Column): void {
  for (const name in names) if (!into.has(name)) into.set(name, make(name));
}

const byTitle = (columns: ReadonlyMap<string, Column>): Column[] =>
  [...columns.values()].sort((a, b) => (a.title < b.title ? -1 : 1));

/** The column of that id, title or name, in any case; null where there is none. */
export function findColumn(columns: readonly Column[], name: string): Column | null {
  const wanted = name.toLowerCase();
  return (
    columns.find(({ id }) => id.toLowerCase() === wanted) ??
    columns.find(({ title }) => title.toLowerCase() === wanted) ??
    null
  );
}

/** Whether any two of the runs differ in it. */
export function differs(column: Column, runs: readonly Run[]): boolean {
  const first = runs.length > 0 ? column.value(runs[0]!) : null;
  return runs.some((run) => !Object.is(column.value(run), first));
}

/** What a person chose about columns: ids that they switched on or off. */
export type ColumnChoice = Readonly<Record<string, boolean>>;

/** Whether a column is shown: as chosen; of the settings, on request, all in which the runs differ and no others. */
export function isShown(
  column: Column,
  chosen: ColumnChoice,
  onlyDiffering: boolean,
  runs: readonly Run[],
): boolean {
  if (column.id === NAME) return true;
  if (chosen[column.id] === false) return false;
  if (onlyDiffering && column.kind === 'setting') return differs(column, runs);
  return chosen[column.id] ?? column.shownAtFirst;
}
