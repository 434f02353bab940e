import type { VNode } from 'preact';
import { isEnded, type Run } from '../../runtime/protocol/runs';
import { formatCount, formatNumber, formatPlace } from '../../runtime/protocol/words';
import { formatDelta } from '../charts/delta';
import { SPREAD_NAMES, summarize, type Spread } from '../../runtime/protocol/mean';
import type { PanelModel } from '../panel-model';
import { headline } from '../runs/describe';
import { runStyle, type Brightness } from '../runs/palette';
import type { Column } from '../table/columns';
import type { GroupRow, Row, RunRow as RunRowData } from '../table/rows';
import { toggleBaseline, toggleShown } from '../view/view-state';
import { Icon, IconButton, RunMarker } from './icon';
import { AlertSign } from './alert-sign';
import { RunState } from './run-chips';

/** Tells a row apart from all others of the table, whatever its place. */
export const rowId = (row: Row): string =>
  row.kind === 'run' ? `run-${row.run.id}` : `group-${row.key}`;

/** The heading of the runs that are taken together. */
export function GroupHeading(props: {
  row: GroupRow;
  active: boolean;
  span: number;
  spread: Spread;
  /** The group that the others are compared with. */
  baseline: GroupRow | null;
  toggle(): void;
}): VNode {
  const { row, active, span, spread, baseline, toggle } = props;
  return (
    <tr
      id={`row-${rowId(row)}`}
      role="row"
      class={`group-row ${active ? 'active' : ''}`}
      aria-expanded={!row.folded}
      onClick={toggle}
    >
      <td role="gridcell" colSpan={span}>
        <span class="name-cell">
          <Icon name={row.folded ? 'chevron-right' : 'chevron-down'} />
          {row.title}
          <span class="badge">{formatCount(row.runs.length)}</span>
          <span class="group-summary muted">{groupSummary(row, spread, baseline)}</span>
        </span>
      </td>
    </tr>
  );
}

/** The mean of the metric by which the runs are judged, its band, and how far it is from the baseline's. */
function groupSummary(row: GroupRow, spread: Spread, baseline: GroupRow | null): string {
  const own = headlines(row.runs);
  if (!own) return '';
  const { mean, low, high } = summarize(own.values, spread);
  const band =
    own.values.length < 2
      ? ''
      : ` (${SPREAD_NAMES[spread]} ${formatNumber(low)} to ${formatNumber(high)})`;
  const other = baseline && headlines(baseline.runs);
  const delta =
    other?.tag === own.tag && baseline?.key !== row.key
      ? formatDelta(mean, summarize(other.values, spread).mean)
      : null;
  return `${own.tag} ${formatNumber(mean)}${band}${delta === null ? '' : ` ${delta}`}`;
}

/** The finite last values of the metric by which the runs are judged; null where they differ in it or have none. */
function headlines(runs: readonly Run[]): { tag: string; values: number[] } | null {
  const all = runs.flatMap((run) => headline(run) ?? []);
  const tags = new Set(all.map(({ tag }) => tag));
  const values = all.map(({ value }) => value).filter(Number.isFinite);
  return tags.size === 1 && values.length > 0 ? { tag: all[0]!.tag, values } : null;
}

interface RunRowProps {
  readonly model: PanelModel;
  readonly row: RunRowData;
  readonly active: boolean;
  readonly label: string;
  readonly brightness: Brightness;
  /** Those in sight, the name's left out. */
  readonly columns: readonly Column[];
  /** Metrics differ between the runs, so that each names its own. */
  readonly namesMetric: boolean;
  readonly baseline: Run | null;
  activate(): void;
  edit(): void;
}

export function RunRow(props: RunRowProps): VNode {
  const { model, row, active, label, brightness, columns, namesMetric, baseline, activate, edit } =
    props;
  const { run, pinned } = row;
  const { view } = model;
  const slot = view.slots[run.id];
  const shown = slot !== undefined;
  const toggleFocus = (): void => {
    activate();
    model.change((old) => ({ ...old, focused: old.focused === run.id || !shown ? null : run.id }));
  };
  const classes = [view.focused === run.id && 'focused', active && 'active'].filter(Boolean);
  return (
    <tr
      id={`row-${rowId(row)}`}
      role="row"
      class={classes.join(' ')}
      data-run={run.id}
      onClick={toggleFocus}
    >
      <td role="gridcell" title={nameTooltip(label, run)}>
        <span class="name-cell">
          <input
            type="checkbox"
            tabIndex={-1}
            checked={shown}
            aria-label={`Show ${label}`}
            onClick={(event) => event.stopPropagation()}
            onChange={() => model.change((old) => toggleShown(old, run.id))}
          />
          {shown ? <RunMarker style={runStyle(slot, brightness)} /> : <span class="marker" />}
          <span class="name-text">{label}</span>
          <AlertSign runs={[run]} />
          {baseline?.id === run.id && <span class="muted">baseline</span>}
          <span class={`row-actions ${pinned ? 'pinned' : ''}`}>
            {run.log === undefined && (
              <IconButton
                icon="edit"
                label={`Name, Tag or Note ${label}… (e)`}
                onClick={(event) => {
                  event.stopPropagation();
                  edit();
                }}
              />
            )}
            {run.log === undefined && isEnded(run.status) && (
              <IconButton
                icon="trash"
                label={`Delete ${label} (Delete)`}
                onClick={(event) => {
                  event.stopPropagation();
                  model.control.delete([run.id]);
                }}
              />
            )}
            <IconButton
              icon="target"
              label={
                baseline?.id === run.id
                  ? `Compare with ${label} No Longer (b)`
                  : `Compare with ${label} as Baseline (b)`
              }
              onClick={(event) => {
                event.stopPropagation();
                model.change((old) => toggleBaseline(old, run.id));
              }}
            />
            <IconButton
              icon={pinned ? 'pinned' : 'pin'}
              label={`${pinned ? 'Unpin' : 'Pin'} ${label} (p)`}
              onClick={(event) => {
                event.stopPropagation();
                model.control.togglePin(run);
              }}
            />
          </span>
        </span>
      </td>
      <td role="presentation" class="gap" />
      {columns.map((column) => (
        <Cell
          key={column.id}
          column={column}
          run={run}
          namesMetric={namesMetric}
          baseline={baseline}
          origin={originOf(run, model)}
        />
      ))}
      <td role="presentation" class="gap" />
    </tr>
  );
}

/** What shows the run from which one was forked, and lets it stand out. */
function originOf({ spec }: Run, model: PanelModel): (() => void) | null {
  const origin = spec.forkOf?.run;
  if (origin === undefined || !model.runs?.has(origin)) return null;
  return () =>
    model.change((view) => ({
      ...(view.shown.includes(origin) ? view : toggleShown(view, origin)),
      focused: origin,
    }));
}

interface CellProps {
  readonly column: Column;
  readonly run: Run;
  readonly namesMetric: boolean;
  readonly baseline: Run | null;
  /** Shows the run that it was forked from; null where that is not there. */
  readonly origin: (() => void) | null;
}

function Cell({ column, run, namesMetric, baseline, origin }: CellProps): VNode {
  const text = column.text(column.value(run));
  return (
    <td role="gridcell" class={column.numeric ? 'number' : ''} title={tooltip(column, run, text)}>
      {column.id === 'state' && (
        <>
          <RunState run={run} />{' '}
        </>
      )}
      {column.id === 'fork' && origin ? (
        <button
          type="button"
          class="link"
          tabIndex={-1}
          title={`${text}: show the run from which it was forked`}
          onClick={(event) => {
            event.stopPropagation();
            origin();
          }}
        >
          {text}
        </button>
      ) : (
        text
      )}
      {column.id === 'state' && run.place !== undefined && (
        <span class="muted">, {formatPlace(run.place)}</span>
      )}
      {column.id === 'step' && run.resolved && (
        <span class="muted">/{formatCount(run.resolved.steps)}</span>
      )}
      {column.id === 'metric' && namesMetric && (
        <span class="muted"> {headline(run)?.tag ?? ''}</span>
      )}
      <Delta column={column} run={run} baseline={baseline} />
      {column.id === 'backend' && run.warnings.length > 0 && (
        <Icon name="warning" class="status-diverged" />
      )}
    </td>
  );
}

/** How far a metric is from the baseline's. */
function Delta({ column, run, baseline }: Omit<CellProps, 'namesMetric' | 'origin'>): VNode | null {
  const isMetric = column.id === 'metric' || column.id.startsWith('metric.');
  if (!isMetric || baseline === null || baseline.id === run.id) return null;
  if (column.id === 'metric' && headline(run)?.tag !== headline(baseline)?.tag) return null;
  const [value, other] = [column.value(run), column.value(baseline)];
  if (typeof value !== 'number' || typeof other !== 'number') return null;
  const delta = formatDelta(value, other);
  return delta === null ? null : <span class="muted"> {delta}</span>;
}

/** The whole name, and what the person wrote about the run. */
const nameTooltip = (label: string, { annotations }: Run): string =>
  [label, annotations?.tags.map((tag) => `#${tag}`).join(' '), annotations?.note]
    .filter(Boolean)
    .join('\n');

/** What a cell says beyond its text. */
function tooltip(column: Column, run: Run, text: string): string | undefined {
  switch (column.id) {
    case 'program':
      return run.spec.program.path ?? undefined;
    case 'state':
      return (
        run.reason ??
        (run.log && `Last written ${new Date(run.log.writtenAt).toLocaleString()}`) ??
        undefined
      );
    case 'backend':
      return [run.resolved?.backendReason, ...run.warnings].filter(Boolean).join('\n');
    default:
      return column.numeric ? undefined : text;
  }
}
