import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Run } from '../../runtime/protocol/runs';
import { inIdleTime } from '../idle';
import type { PanelModel } from '../panel-model';
import { headline, runLabels } from '../runs/describe';
import type { Brightness } from '../runs/palette';
import {
  columnsInSight,
  mostRows,
  NAME_WIDTH,
  ROW_HEIGHT,
  rowsInSight,
  total,
} from '../table/geometry';
import { tableKey, type TableKey } from '../table/keys';
import { rowId, runRowId, type GroupRow, type Row } from '../table/rows';
import {
  changeRows,
  toggleBaseline,
  toggled,
  toggleHidden,
  toggleShown,
  type ViewState,
} from '../view/view-state';
import { Annotate } from './annotate';
import { GroupHeading } from './group-heading';
import { Heading } from './run-heading';
import { RunRow } from './run-row';
import type { TableLayout } from './table-layout';

interface RunGridProps {
  readonly model: PanelModel;
  readonly brightness: Brightness;
  readonly layout: TableLayout;
}

/** The table's cells, as far as they are in sight. */
export function RunGrid({ model, brightness, layout }: RunGridProps): VNode {
  const { view } = model;
  const { name, columns, widths, rows } = layout;
  const host = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ top: 0, height: 10 * ROW_HEIGHT, left: 0, width: 1000 });
  const [edited, setEdited] = useState<Run | null>(null);
  const [activeId, setActiveId] = useState<string | null>(null);
  const active = useMemo(
    () => Math.max(0, activeId === null ? 0 : rows.findIndex((row) => rowId(row) === activeId)),
    [rows, activeId],
  );
  const look = (): void => {
    const { scrollTop, clientHeight, scrollLeft, clientWidth } = host.current!;
    const height = clientHeight - ROW_HEIGHT;
    setSight({ top: scrollTop, height, left: scrollLeft, width: clientWidth - NAME_WIDTH });
  };
  useLayoutEffect(() => {
    const resized = new ResizeObserver(look);
    resized.observe(host.current!);
    return () => resized.disconnect();
  }, []);

  // While points are on their way, what is to be drawn of them goes before rows.
  const [hasRows, setHasRows] = useState(!model.loading);
  useEffect(() => (hasRows ? undefined : inIdleTime([true], setHasRows)), []);

  const vertical = hasRows ? rowsInSight(sight.top, sight.height, rows.length) : NO_ROWS;
  const horizontal = columnsInSight(sight.left, sight.width, widths);
  // A row that leaves at one end comes in at the other as another one: the document gets no new rows.
  const places = mostRows(sight.height);
  const visible = useMemo(
    () => columns.slice(horizontal.from, horizontal.to),
    [columns, horizontal.from, horizontal.to],
  );
  const before = total(widths.slice(0, horizontal.from));
  const after = total(widths.slice(horizontal.to));
  const labels = useMemo(() => runLabels(model.shownRuns), [model.runs, view.shown]);
  const baseline = useMemo(
    () => baselineOf(rows, model.runs, view.baseline),
    [rows, model.runs, view.baseline],
  );
  const metric = useMemo(() => commonMetric(rows), [rows]);

  const perform = (key: TableKey): void => {
    const row = rows[active];
    if (!row) return;
    const page = Math.max(1, Math.floor(sight.height / ROW_HEIGHT) - 1);
    const moves = { up: -1, down: 1, 'page-up': -page, 'page-down': page, first: -1e9, last: 1e9 };
    if (key in moves) {
      const to = Math.max(0, Math.min(rows.length - 1, active + moves[key as keyof typeof moves]));
      setActiveId(rowId(rows[to]!));
      bringIntoSight(host.current!, to);
    } else if (key === 'left' || key === 'right') {
      if (row.kind === 'group' && row.folded === (key === 'right')) foldGroup(model, row.key);
      else host.current!.scrollLeft += key === 'left' ? -80 : 80;
    } else if (row.kind === 'group') {
      if (key === 'focus' || key === 'show') foldGroup(model, row.key);
    } else if (key === 'edit') {
      if (row.run.log === undefined) setEdited(row.run);
    } else if (key === 'delete') model.control.delete([row.run.id]);
    else if (key === 'pin') model.control.togglePin(row.run);
    else model.change((old) => CHANGES[key as keyof typeof CHANGES](old, row.run.id));
  };

  const body = useMemo(
    () =>
      rows
        .slice(vertical.from, vertical.to)
        .map((row, i) =>
          row.kind === 'group' ? (
            <GroupHeading
              key={(vertical.from + i) % places}
              row={row}
              active={active === vertical.from + i}
              span={visible.length + 3}
              spread={view.spread === 'lines' ? 'range' : view.spread}
              baseline={baseline.group}
              toggle={() => foldGroup(model, row.key)}
            />
          ) : (
            <RunRow
              key={(vertical.from + i) % places}
              model={model}
              id={rowId(row)}
              run={row.run}
              pinned={row.pinned}
              slot={view.slots[row.run.id]}
              focused={view.focused === row.run.id}
              active={active === vertical.from + i}
              label={labels.get(row.run.id) ?? name.text(name.value(row.run))}
              brightness={brightness}
              columns={visible}
              namesMetric={metric === null}
              baseline={baseline.run}
              hasOrigin={model.runs?.has(row.run.spec.forkOf?.run ?? '') === true}
              activate={(run) => setActiveId(runRowId(run))}
              edit={setEdited}
            />
          ),
        ),
    [
      rows,
      vertical.from,
      vertical.to,
      places,
      visible,
      view,
      active,
      labels,
      baseline,
      metric,
      model.runs,
      brightness,
    ],
  );

  const head = useMemo(
    () => (
      <thead>
        <tr role="row">
          <Heading model={model} column={name} title={name.title} />
          <th role="presentation" class="gap" />
          {visible.map((column) => (
            <Heading
              key={column.id}
              model={model}
              column={column}
              title={column.id === 'metric' ? (metric ?? column.title) : column.title}
            />
          ))}
          <th role="presentation" class="gap" />
        </tr>
      </thead>
    ),
    [name, visible, metric, view.rows.sort],
  );

  return (
    <>
      {edited && <Annotate model={model} run={edited} close={() => setEdited(null)} />}
      <div
        ref={host}
        class="rows"
        tabIndex={0}
        role="grid"
        aria-label="Runs: Space shows one, p pins it, Enter makes it stand out"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + 1}
        aria-activedescendant={rows[active] ? `row-${rowId(rows[active])}` : undefined}
        onScroll={look}
        onKeyDown={(event) => {
          const key = event.target === event.currentTarget ? tableKey(event) : null;
          if (!key) return;
          event.preventDefault();
          event.stopPropagation();
          perform(key);
        }}
      >
        <table role="presentation" style={{ width: `max(100%, ${NAME_WIDTH + total(widths)}px)` }}>
          <colgroup>
            <col style={{ width: `${NAME_WIDTH}px` }} />
            <col style={{ width: `${before}px` }} />
            {visible.map((column, i) => (
              <col key={column.id} style={{ width: `${widths[horizontal.from + i]}px` }} />
            ))}
            <col style={{ width: after > 0 ? `${after}px` : 'auto' }} />
          </colgroup>
          {head}
          <tbody>
            <tr class="spacer" style={{ height: `${vertical.from * ROW_HEIGHT}px` }} />
            {body}
            <tr
              class="spacer"
              style={{ height: `${Math.max(0, rows.length - vertical.to) * ROW_HEIGHT}px` }}
            />
          </tbody>
        </table>
      </div>
    </>
  );
}

const NO_ROWS = { from: 0, to: 0 };

/** The run that others are compared with, and the group of rows that it is in. */
function baselineOf(
  rows: readonly Row[],
  runs: ReadonlyMap<string, Run> | null,
  id: string | null,
): { readonly run: Run | null; readonly group: GroupRow | null } {
  const run = (id === null ? null : runs?.get(id)) ?? null;
  const group = rows.find((row) => row.kind === 'group' && row.runs.some((each) => each.id === id));
  return { run, group: group?.kind === 'group' ? group : null };
}

const CHANGES = {
  show: toggleShown,
  focus: (view: ViewState, run: string): ViewState => ({
    ...view,
    focused: view.focused === run || !view.shown.includes(run) ? null : run,
  }),
  baseline: toggleBaseline,
  hide: (view: ViewState, run: string): ViewState =>
    view.shown.includes(run) ? toggleHidden(view, run) : view,
};

const foldGroup = (model: PanelModel, key: string): void =>
  model.change((view) => changeRows(view, { foldedGroups: toggled(view.rows.foldedGroups, key) }));

function bringIntoSight(host: HTMLElement, row: number): void {
  const top = row * ROW_HEIGHT;
  const height = host.clientHeight - 2 * ROW_HEIGHT;
  if (top < host.scrollTop) host.scrollTop = top;
  else if (top > host.scrollTop + height) host.scrollTop = top - height;
}

/** The metric by which all these runs are judged; null where they differ. */
function commonMetric(rows: readonly Row[]): string | null {
  let tag: string | null = null;
  for (const row of rows) {
    const own = row.kind === 'run' ? (headline(row.run)?.tag ?? null) : null;
    if (own === null) continue;
    if (tag !== null && tag !== own) return null;
    tag = own;
  }
  return tag;
}
