import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Chart, type Drawn } from '../charts/chart';
import type { Range } from '../charts/ranges';
import type { ChartTheme } from '../charts/theme';
import { exportCharts } from '../export/exporter';
import type { PanelModel } from '../panel-model';
import { pictureKey, pictureOf } from '../picture';
import { runLabels } from '../runs/describe';
import { formatCount, formatNumber } from '../../runtime/protocol/words';
import { ExportMenu } from './export-menu';
import type { Inspection } from '../inspection';

interface ChartCardProps {
  readonly model: PanelModel;
  readonly tag: string;
  readonly range: Range;
  readonly theme: ChartTheme;
  readonly inspection: Inspection;
  readonly current: boolean;
  /** All charts by tag, for the keys that act on one. */
  readonly charts: Map<string, Chart>;
  /** The person turned to this chart: it is the one that answers keys and says the values at the crosshair. */
  onCurrent(): void;
}

/** One metric's chart. It is drawn again only when it is on screen and its picture has changed. */
export function ChartCard(props: ChartCardProps): VNode {
  const { model, tag, range, theme, inspection, charts, current, onCurrent } = props;
  const { view } = model;
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const drawnKey = useRef('');
  const [drawn, setDrawn] = useState<Drawn>({ points: 0, of: 0 });
  const [onScreen, setOnScreen] = useState(false);
  const [size, setSize] = useState(0);
  const log = view.log && model.shownRuns.some((run) => (model.series(run.id, tag)?.max ?? 0) > 0);

  useLayoutEffect(() => {
    const created = new Chart(
      host.current!,
      { axis: view.axis, log, theme },
      {
        zoomed: (zoom) => model.change((old) => ({ ...old, zoom })),
        pointed: (x) => {
          onCurrent();
          model.moveCrosshair(x);
        },
      },
    );
    chart.current = created;
    charts.set(tag, created);
    drawnKey.current = '';
    return () => {
      created.destroy();
      charts.delete(tag);
    };
  }, [view.axis, log, theme.key]);

  useEffect(() => {
    const seen = new IntersectionObserver((entries) => setOnScreen(entries.at(-1)!.isIntersecting));
    const resized = new ResizeObserver(() => {
      if (chart.current?.resize()) setSize((count) => count + 1);
    });
    seen.observe(host.current!);
    resized.observe(host.current!);
    return () => {
      seen.disconnect();
      resized.disconnect();
      inspection.forget(tag);
    };
  }, []);

  useLayoutEffect(() => {
    if (!onScreen) return;
    const key = `${size} ${theme.key} ${log} ${pictureKey(model, tag, range)}`;
    if (key === drawnKey.current) return;
    drawnKey.current = key;
    const screen = { range, columns: chart.current!.columns };
    const now = chart.current!.draw(pictureOf(model, tag, theme.brightness, screen), range);
    inspection.drew(tag, now);
    if (now.points !== drawn.points || now.of !== drawn.of) setDrawn(now);
  });

  useLayoutEffect(() => chart.current!.point(model.crosshair, current));

  const message = sentenceFor(model, tag);
  return (
    <section class="card" aria-label={tag} data-tag={tag}>
      <header class="card-title">
        <h3>{tag}</h3>
        {drawn.of > 0 && (
          <span
            class="muted points"
            title="Of each pixel column, the first, last, lowest and highest point are drawn"
          >
            {formatCount(drawn.points)} of {formatCount(drawn.of)}{' '}
            {drawn.of === 1 ? 'point' : 'points'}
          </span>
        )}
        <ExportMenu
          label={`Export ${tag}`}
          choose={(choice) => void exportCharts(model, theme, tag, choice)}
        />
      </header>
      <div
        ref={host}
        class="chart"
        tabIndex={0}
        role="group"
        aria-label={`${tag}: arrow keys move the crosshair`}
        onFocus={onCurrent}
      />
      {message && <p class="card-message muted">{message}</p>}
      <Summary model={model} tag={tag} />
    </section>
  );
}

/** Why there is no line to see; null where there is one. */
function sentenceFor(model: PanelModel, tag: string): string | null {
  const all = model.shownRuns
    .filter((run) => !model.view.hidden.includes(run.id))
    .flatMap((run) => model.series(run.id, tag) ?? [])
    .filter(({ length }) => length > 0);
  if (all.length === 0) return 'No points yet';
  const points = all.reduce((sum, { total }) => sum + total, 0);
  if (all.every(({ notFinite, length }) => notFinite === length))
    return `No finite value in ${formatCount(points)} ${points === 1 ? 'point' : 'points'}`;
  if (model.view.log && all.every(({ max }) => !(max > 0)))
    return 'No positive value: drawn on a linear axis';
  return null;
}

/** The chart in words, for those who do not see it. */
function Summary({ model, tag }: { model: PanelModel; tag: string }): VNode {
  const runs = model.shownRuns;
  const labels = runLabels(runs);
  return (
    <table class="visually-hidden">
      <caption>{tag}</caption>
      <thead>
        <tr>
          {['Run', 'Last step', 'Last value', 'Lowest', 'Highest', 'Points'].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => {
          const series = model.series(run.id, tag);
          if (!series || series.length === 0) return null;
          return (
            <tr key={run.id}>
              <th scope="row">{labels.get(run.id)}</th>
              <td>{formatCount(series.steps[series.length - 1]!)}</td>
              <td>{formatNumber(series.last!)}</td>
              <td>{formatNumber(series.min)}</td>
              <td>{formatNumber(series.max)}</td>
              <td>{formatCount(series.total)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
