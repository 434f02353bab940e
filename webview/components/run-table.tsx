import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Run } from '../../runtime/protocol/runs';
import type { PanelModel } from '../panel-model';
import { headline, isLive, runLabels, secondsOf } from '../runs/describe';
import { runStyle, type Brightness } from '../runs/palette';
import { formatCount, formatDuration, formatNumber } from '../../runtime/protocol/words';
import { showRuns, type TableMode } from '../view/view-state';
import { Icon, IconButton, RunMarker } from './icon';
import { RunState } from './run-chips';

const ROW_HEIGHT = 22;
/** Rows beyond the visible ones, so that scrolling never shows a blank. */
const SPARE_ROWS = 10;

/** All runs of the store; the ticked ones are shown. Only the rows in sight are in the document. */
export function RunTable({
  model,
  brightness,
}: {
  model: PanelModel;
  brightness: Brightness;
}): VNode | null {
  const { table } = model.view;
  const runs = useMemo(() => sortedRuns(model.runs), [model.runs]);
  const [scrolled, setScrolled] = useState({ top: 0, height: 10 * ROW_HEIGHT });
  if (runs.length === 0) return null;
  const setMode = (mode: TableMode): void => model.change((view) => ({ ...view, table: mode }));
  const first = Math.max(0, Math.floor(scrolled.top / ROW_HEIGHT) - SPARE_ROWS);
  const visible = runs.slice(
    first,
    Math.ceil((scrolled.top + scrolled.height) / ROW_HEIGHT) + SPARE_ROWS,
  );
  const labels = runLabels(model.shownRuns);
  const metric = commonMetric(visible);
  return (
    <section class={`runs ${table}`} aria-label="Table of runs">
      <header class="section-title">
        <button
          type="button"
          class="fold"
          aria-expanded={table !== 'folded'}
          onClick={() => setMode(table === 'folded' ? 'open' : 'folded')}
        >
          <Icon name={table === 'folded' ? 'chevron-right' : 'chevron-down'} />
          Runs
          <span class="badge">{formatCount(runs.length)}</span>
        </button>
        <IconButton
          icon={table === 'full' ? 'screen-normal' : 'screen-full'}
          label={table === 'full' ? 'Restore the Table' : 'Maximize the Table'}
          onClick={() => setMode(table === 'full' ? 'open' : 'full')}
        />
      </header>
      {table !== 'folded' && (
        <div
          class="rows"
          tabIndex={0}
          onScroll={({ currentTarget: { scrollTop: top, clientHeight: height } }) =>
            setScrolled({ top, height })
          }
        >
          <table aria-rowcount={runs.length + 1}>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Program</th>
                <th scope="col">Task</th>
                <th scope="col">State</th>
                <th scope="col" class="number">
                  Step
                </th>
                <th scope="col" class="number">
                  {metric ?? 'Metric'}
                </th>
                <th scope="col" class="number">
                  lr
                </th>
                <th scope="col" class="number">
                  Seed
                </th>
                <th scope="col">Backend</th>
                <th scope="col" class="number">
                  Duration
                </th>
              </tr>
            </thead>
            <tbody>
              <tr class="spacer" style={{ height: `${first * ROW_HEIGHT}px` }} />
              {visible.map((run) => (
                <RunRow
                  key={run.id}
                  model={model}
                  run={run}
                  label={labels.get(run.id) ?? run.spec.program.name}
                  brightness={brightness}
                  namesMetric={metric === null}
                />
              ))}
              <tr
                class="spacer"
                style={{ height: `${(runs.length - first - visible.length) * ROW_HEIGHT}px` }}
              />
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** Running first, then the newest. */
function sortedRuns(runs: ReadonlyMap<string, Run> | null): Run[] {
  return [...(runs?.values() ?? [])].sort(
    (a, b) =>
      Number(isLive(b)) - Number(isLive(a)) || b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1),
  );
}

/** The metric by which all these runs are judged; null where they differ. */
function commonMetric(runs: readonly Run[]): string | null {
  const tags = new Set(runs.flatMap((run) => headline(run)?.tag ?? []));
  return tags.size === 1 ? [...tags][0]! : null;
}

interface RunRowProps {
  readonly model: PanelModel;
  readonly run: Run;
  readonly label: string;
  readonly brightness: Brightness;
  readonly namesMetric: boolean;
}

function RunRow({ model, run, label, brightness, namesMetric }: RunRowProps): VNode {
  const { view } = model;
  const slot = view.slots[run.id];
  const shown = slot !== undefined;
  const value = headline(run);
  const seconds = secondsOf(run, Date.now());
  const toggleShown = (): void =>
    model.change((old) =>
      showRuns(
        old,
        old.store,
        shown ? old.shown.filter((id) => id !== run.id) : [...old.shown, run.id],
      ),
    );
  const toggleFocus = (): void =>
    model.change((old) => ({ ...old, focused: old.focused === run.id || !shown ? null : run.id }));
  return (
    <tr class={view.focused === run.id ? 'focused' : ''} data-run={run.id} onClick={toggleFocus}>
      <td>
        <span class="name-cell">
          <input
            type="checkbox"
            checked={shown}
            aria-label={`Show ${label}`}
            onClick={(event) => event.stopPropagation()}
            onChange={toggleShown}
          />
          {shown ? <RunMarker style={runStyle(slot, brightness)} /> : <span class="marker" />}
          {label}
        </span>
      </td>
      <td title={run.spec.program.path ?? undefined}>{run.spec.program.name}</td>
      <td>{run.spec.task}</td>
      <td title={run.reason ?? undefined}>
        <RunState run={run} /> {run.status}
      </td>
      <td class="number">
        {formatCount(run.step)}
        {run.resolved && <span class="muted">/{formatCount(run.resolved.steps)}</span>}
      </td>
      <td class="number">
        {value ? formatNumber(value.value) : '–'}
        {value && namesMetric && <span class="muted"> {value.tag}</span>}
      </td>
      <td class="number">{run.resolved ? formatNumber(run.resolved.lr) : '–'}</td>
      <td class="number">{run.spec.seed}</td>
      <td title={[run.resolved?.backendReason, ...run.warnings].filter(Boolean).join('\n')}>
        {run.resolved?.backend ?? run.spec.backend}
        {run.warnings.length > 0 && <Icon name="warning" class="status-diverged" />}
      </td>
      <td class="number">{seconds === null ? '–' : formatDuration(seconds)}</td>
    </tr>
  );
}
