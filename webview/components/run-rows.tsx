import type { VNode } from 'preact';
import type { Run } from '../../runtime/protocol/runs';
import { formatCount } from '../../runtime/protocol/words';
import type { PanelModel } from '../panel-model';
import { headline } from '../runs/describe';
import { runStyle, type Brightness } from '../runs/palette';
import type { Column } from '../table/columns';
import type { GroupRow, Row, RunRow as RunRowData } from '../table/rows';
import { changeRows, toggled, toggleShown } from '../view/view-state';
import { Icon, IconButton, RunMarker } from './icon';
import { RunState } from './run-chips';

/** Tells a row apart from all others of the table, whatever its place. */
export const rowId = (row: Row): string =>
  row.kind === 'run' ? `run-${row.run.id}` : `group-${row.key}`;

/** The heading of the runs that are taken together. */
export function GroupHeading(props: {
  row: GroupRow;
  active: boolean;
  span: number;
  toggle(): void;
}): VNode {
  const { row, active, span, toggle } = props;
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
        </span>
      </td>
    </tr>
  );
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
  activate(): void;
}

export function RunRow(props: RunRowProps): VNode {
  const { model, row, active, label, brightness, columns, namesMetric, activate } = props;
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
      <td role="gridcell" title={label}>
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
          <span class={`row-actions ${pinned ? 'pinned' : ''}`}>
            <IconButton
              icon={pinned ? 'pinned' : 'pin'}
              label={`${pinned ? 'Unpin' : 'Pin'} ${label} (p)`}
              onClick={(event) => {
                event.stopPropagation();
                model.change((old) =>
                  changeRows(old, { pinned: toggled(old.rows.pinned, run.id) }),
                );
              }}
            />
          </span>
        </span>
      </td>
      <td role="presentation" class="gap" />
      {columns.map((column) => (
        <Cell key={column.id} column={column} run={run} namesMetric={namesMetric} />
      ))}
      <td role="presentation" class="gap" />
    </tr>
  );
}

function Cell({
  column,
  run,
  namesMetric,
}: {
  column: Column;
  run: Run;
  namesMetric: boolean;
}): VNode {
  const text = column.text(column.value(run));
  return (
    <td role="gridcell" class={column.numeric ? 'number' : ''} title={tooltip(column, run, text)}>
      {column.id === 'state' && (
        <>
          <RunState run={run} />{' '}
        </>
      )}
      {text}
      {column.id === 'step' && run.resolved && (
        <span class="muted">/{formatCount(run.resolved.steps)}</span>
      )}
      {column.id === 'metric' && namesMetric && (
        <span class="muted"> {headline(run)?.tag ?? ''}</span>
      )}
      {column.id === 'backend' && run.warnings.length > 0 && (
        <Icon name="warning" class="status-diverged" />
      )}
    </td>
  );
}

/** What a cell says beyond its text. */
function tooltip(column: Column, run: Run, text: string): string | undefined {
  switch (column.id) {
    case 'program':
      return run.spec.program.path ?? undefined;
    case 'state':
      return run.reason ?? undefined;
    case 'backend':
      return [run.resolved?.backendReason, ...run.warnings].filter(Boolean).join('\n');
    default:
      return column.numeric ? undefined : text;
  }
}
