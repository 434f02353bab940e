import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { watchPixelRatio } from './charts/pixel-ratio';
import type { Range } from './charts/ranges';
import { readTheme, watchTheme } from './charts/theme';
import { ChartCard, type ChartRef } from './components/chart-card';
import { Empty } from './components/empty';
import { useGrowing } from './components/growing';
import { Help } from './components/help';
import { Icon } from './components/icon';
import { Notices } from './components/notices';
import { RunTable } from './components/run-table';
import { Toolbar } from './components/toolbar';
import { exportCharts } from './export/exporter';
import type { Inspection } from './inspection';
import type { PanelModel } from './panel-model';
import { fullRange } from './placed-points';
import { nextGrouping } from './runs/grouping';
import { Scatters } from './scatter/scatter-card';
import { SummarySections } from './summaries/sections';
import { shownTags } from './summaries/shown-tags';
import { keyAction, type KeyAction, type KeyPlace } from './view/keys';
import { nextLevel } from './view/smoothing';
import { groupTags, type TagGroup } from './view/tags';
import { changeAxis, changeRows, isLogX, nextAxis, toggleBaseline } from './view/view-state';
import { withLink, withZoom, zoomAbout, zoomOf } from './view/zoom';

const ZOOM_STEP = 0.6;

/** The whole panel. */
export function App({ model, inspection }: { model: PanelModel; inspection: Inspection }): VNode {
  const [, redraw] = useState(0);
  const [theme, setTheme] = useState(readTheme);
  const [turnedTo, setTurnedTo] = useState<string | null>(null);
  const charts = useRef(new Map<string, ChartRef>()).current;
  const [help, setHelp] = useState(false);
  const filterBox = useRef<HTMLInputElement>(null);
  const { view } = model;
  const extent = fullRange(model);
  const rangeOf = (tag: string): Range => zoomOf(view, tag) ?? extent;
  const groups = groupTags(model.tags, view.filter);
  const most = useGrowing(model.tags.length);
  const current = turnedTo !== null && charts.has(turnedTo) ? turnedTo : groups[0]?.tags[0];

  // Before anything of it can change: the runtime may answer sooner than the browser paints.
  useLayoutEffect(() => model.subscribe(() => redraw((count) => count + 1)), [model]);
  useEffect(() => {
    model.exportWanted = (format) => void exportCharts(model, theme, null, format);
  }, [model, theme]);
  useEffect(() => watchTheme(() => setTheme(readTheme())), []);
  useEffect(() => watchPixelRatio(() => redraw((count) => count + 1)), []);

  const zoomBy = (factor: number): void => {
    if (current === undefined) return;
    const range = rangeOf(current);
    const log = isLogX(view);
    const middle = log ? Math.sqrt(range[0] * range[1]) : (range[0] + range[1]) / 2;
    const zoom = zoomAbout(range, extent, model.crosshair ?? middle, factor, log);
    model.change((old) => withZoom(old, current, zoom));
  };
  const stepCrosshair = (direction: -1 | 1): void => {
    const chart = current === undefined ? undefined : charts.get(current)?.current;
    if (chart) model.moveCrosshair(chart.next(direction));
  };
  const back = (): void => {
    const { activeElement } = document;
    if (activeElement instanceof HTMLInputElement && activeElement.type === 'text')
      activeElement.blur();
    else if (model.crosshair !== null) model.moveCrosshair(null);
    else if (view.focused !== null) model.change((old) => ({ ...old, focused: null }));
    else model.change((old) => ({ ...old, filter: '' }));
  };
  const perform: Record<KeyAction, () => void> = {
    left: () => stepCrosshair(-1),
    right: () => stepCrosshair(1),
    'chart-before': () => focusChart(-1),
    'chart-after': () => focusChart(1),
    'zoom-in': () => zoomBy(ZOOM_STEP),
    'zoom-out': () => zoomBy(1 / ZOOM_STEP),
    'reset-zoom': () => model.change((old) => withZoom(old, null, null)),
    log: () => model.change((old) => ({ ...old, log: !old.log })),
    'log-x': () => model.change((old) => ({ ...old, logX: !old.logX, zoom: null, zooms: {} })),
    link: () => model.change((old) => withLink(old, !old.linked, current)),
    smoothing: () => model.change(nextLevel),
    axis: () => model.change((old) => changeAxis(old, nextAxis(old.axis))),
    pause: () => {
      if (model.ledRun) model.control.togglePause(model.ledRun);
    },
    filter: () => filterBox.current?.focus(),
    'filter-runs': () => document.querySelector<HTMLElement>('.run-filter')?.focus(),
    differing: () =>
      model.change((old) => changeRows(old, { onlyDiffering: !old.rows.onlyDiffering })),
    baseline: () => {
      const run = view.focused ?? view.baseline ?? view.shown[0];
      if (run !== undefined) model.change((old) => toggleBaseline(old, run));
    },
    group: () => model.change((old) => ({ ...old, grouping: nextGrouping(old.grouping) })),
    export: () => document.querySelector<HTMLElement>('.toolbar .export button')?.click(),
    help: () => setHelp(true),
    back,
  };

  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const action = isInDialog(event.target) ? null : keyAction(event, placeOf(event.target));
      if (!action) return;
      event.preventDefault();
      perform[action]();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  });

  // Neither looks at points: what a stream brings leaves them as they are.
  const toolbar = useMemo(
    () => (
      <Toolbar
        model={model}
        brightness={theme.brightness}
        current={current}
        filterBox={filterBox}
        exportPanel={(choice) => void exportCharts(model, theme, null, choice)}
        help={() => setHelp(true)}
      />
    ),
    [model, view, model.runs, model.tags, theme, current],
  );
  const table = useMemo(
    () => <RunTable model={model} brightness={theme.brightness} />,
    [model, view, model.runs, theme.brightness],
  );

  return (
    <div class="panel">
      <div
        class={`progress ${model.loading ? 'active' : ''}`}
        role="progressbar"
        aria-hidden={!model.loading}
      />
      {toolbar}
      <Notices model={model} />
      {view.table !== 'full' && (
        <main class="charts">
          <Empty model={model} charts={groups.length + shownTags(model).length} />
          <Scatters model={model} theme={theme} />
          {withOrder(groups, view.foldedGroups).map(({ group, before }) => (
            <Group key={group.name} model={model} group={group}>
              {group.tags.slice(0, Math.max(0, most - before)).map((tag, i) => (
                <ChartCard
                  key={tag}
                  model={model}
                  tag={tag}
                  order={before + i}
                  range={rangeOf(tag)}
                  theme={theme}
                  inspection={inspection}
                  charts={charts}
                  current={current === tag}
                  onCurrent={() => setTurnedTo(tag)}
                />
              ))}
            </Group>
          ))}
          <SummarySections model={model} theme={theme} />
        </main>
      )}
      {table}
      {help && <Help close={() => setHelp(false)} />}
    </div>
  );
}

/** Groups of metrics, each with the number of cards that come before its own. */
function withOrder(
  groups: readonly TagGroup[],
  folded: readonly string[],
): { readonly group: TagGroup; readonly before: number }[] {
  let cards = 0;
  return groups.map((group) => {
    const before = cards;
    if (!folded.includes(group.name)) cards += group.tags.length;
    return { group, before };
  });
}

/** Metrics with a common prefix, which fold together. */
function Group(props: { model: PanelModel; group: TagGroup; children: VNode[] }): VNode {
  const { model, group, children } = props;
  const folded = model.view.foldedGroups.includes(group.name);
  const toggle = (): void =>
    model.change((view) => ({
      ...view,
      foldedGroups: folded
        ? view.foldedGroups.filter((name) => name !== group.name)
        : [...view.foldedGroups, group.name],
    }));
  return (
    <section class="group">
      <header class="section-title">
        <button type="button" class="fold" aria-expanded={!folded} onClick={toggle}>
          <Icon name={folded ? 'chevron-right' : 'chevron-down'} />
          {group.name || 'other'}
          <span class="badge">{group.tags.length}</span>
        </button>
      </header>
      {!folded && <div class="grid">{children}</div>}
    </section>
  );
}

const isInDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('dialog') !== null;

function placeOf(target: EventTarget | null): KeyPlace {
  if (target instanceof HTMLButtonElement) return 'button';
  if (target instanceof HTMLInputElement && target.type === 'text') return 'text';
  const arrowsAreTaken =
    target instanceof HTMLInputElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.classList.contains('rows'));
  return arrowsAreTaken ? 'control' : 'chart';
}

/** Moves the focus to the next chart, or to the first when none has it. */
function focusChart(direction: -1 | 1): void {
  const charts = [...document.querySelectorAll<HTMLElement>('.chart')];
  const at = charts.findIndex((chart) => chart === document.activeElement);
  charts[at < 0 ? 0 : Math.max(0, Math.min(charts.length - 1, at + direction))]?.focus();
}
