import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Chart, type Drawn } from '../charts/chart';
import type { ChartLine } from '../charts/line';
import type { Size } from '../charts/plot';
import type { Range } from '../charts/ranges';
import type { ChartTheme } from '../charts/theme';
import { Turns } from '../charts/turns';
import { exportCharts } from '../export/exporter';
import type { PanelModel } from '../panel-model';
import { pictureKey, pictureOf } from '../picture';
import type { Run } from '../../runtime/protocol/runs';
import { metricOf, type XAxis } from '../series/x-axis';
import { isLogX } from '../view/view-state';
import { withZoom } from '../view/zoom';
import { formatCount } from '../../runtime/protocol/words';
import { CardPlace } from './card-place';
import { ChartSummary } from './chart-summary';
import { ExportMenu } from './export-menu';
import { Seldom } from './seldom';
import type { Inspection } from '../inspection';

/** All charts of a panel draw in turn, each by the element that it is in. */
const turns = new Turns<object>(
  (callback) => requestAnimationFrame(callback),
  () => document.timeline.currentTime,
  () => performance.now(),
);

/** A card's chart; null until it is drawn for the first time. */
export interface ChartRef {
  current: Chart | null;
}

interface ChartCardProps {
  readonly model: PanelModel;
  readonly tag: string;
  /** How many charts come before it. */
  readonly order: number;
  readonly range: Range;
  readonly theme: ChartTheme;
  readonly inspection: Inspection;
  readonly current: boolean;
  /** All charts by tag, for the keys that act on one. */
  readonly charts: Map<string, ChartRef>;
  /** The person turned to this chart: it is the one that answers keys and says the values at the crosshair. */
  onCurrent(): void;
}

/** One metric's chart, which exists only near the screen. */
export const ChartCard = (props: ChartCardProps): VNode => (
  <CardPlace tag={props.tag} order={props.order}>
    {() => <ChartCardInside {...props} />}
  </CardPlace>
);

/** It is drawn again only when it is on screen and its picture has changed. */
function ChartCardInside(props: ChartCardProps): VNode {
  const { model, tag, range, theme, inspection, charts, current, onCurrent } = props;
  const { view } = model;
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const wantedKey = useRef('');
  const [drawn, setDrawn] = useState<Drawn>({ points: 0, of: 0, unplaced: 0 });
  const [means, setMeans] = useState<readonly ChartLine[]>([]);
  // What is near is on screen until the browser says otherwise.
  const [onScreen, setOnScreen] = useState(true);
  const isSeen = useRef(true);
  isSeen.current = onScreen;
  const size = useRef<Size | null>(null);
  const [sized, setSized] = useState(0);
  const logY = view.log && model.shownRuns.some((run) => (model.series(run.id, tag)?.max ?? 0) > 0);
  const logX = isLogX(view);

  const create = (): Chart =>
    new Chart(
      host.current!,
      (size.current ??= sizeOf(host.current!)),
      { axis: view.axis, log: { x: logX, y: logY }, theme },
      {
        zoomed: (zoom) => model.change((old) => withZoom(old, tag, zoom)),
        pointed: (x) => {
          onCurrent();
          model.moveCrosshair(x);
        },
      },
    );
  useLayoutEffect(() => {
    charts.set(tag, chart);
    wantedKey.current = '';
    return () => {
      turns.withdraw(host);
      chart.current?.destroy();
      chart.current = null;
      charts.delete(tag);
    };
  }, [view.axis, logX, logY, theme.key]);

  useEffect(() => {
    const seen = new IntersectionObserver((entries) => setOnScreen(entries.at(-1)!.isIntersecting));
    const resized = new ResizeObserver((entries) => {
      // The host itself may be gone by the time that it is told.
      size.current = sizeOf(entries.at(-1)!.target);
      if (chart.current?.resize(size.current)) setSized((count) => count + 1);
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
    if (!onScreen || model.gathers) return;
    const key = `${sized} ${devicePixelRatio} ${theme.key} ${logY} ${pictureKey(model, tag, range)}`;
    if (key === wantedKey.current) return;
    wantedKey.current = key;
    turns.ask(host, () => {
      if (!isSeen.current) return void (wantedKey.current = '');
      // Not before there is something to draw: an empty one would be drawn for nothing.
      const drawing = (chart.current ??= create());
      const picture = pictureOf(model, tag, theme.brightness, { range, columns: drawing.columns });
      const now = drawing.draw(picture, range);
      inspection.drew(tag, now);
      if (pointsWords(now, view.axis) !== pointsWords(drawn, view.axis)) setDrawn(now);
      const drawnMeans = picture.lines.filter(({ group }) => group !== null);
      if (drawnMeans.length + means.length > 0) setMeans(drawnMeans);
    });
  });

  useLayoutEffect(() =>
    chart.current?.point(view.linked || current ? model.crosshair : null, current),
  );

  const message = sentenceFor(model, tag);
  const points = drawn.of + drawn.unplaced > 0 ? pointsWords(drawn, view.axis) : null;
  // Not kept from one look to the next by useMemo: under a stream the page's memory then grew by 2 MB a second.
  const header = (
    <header class="card-title">
      <h3>{tag}</h3>
      {points !== null && (
        <span
          class="muted points"
          title="Of each pixel column, the first, last, lowest and highest point are drawn"
        >
          {points}
        </span>
      )}
      <ExportMenu
        label={`Export ${tag}`}
        choose={(choice) => void exportCharts(model, theme, tag, choice)}
      />
    </header>
  );
  const place = (
    <div
      ref={host}
      class="chart"
      tabIndex={0}
      role="group"
      aria-label={`${tag}: arrow keys move the crosshair`}
      onFocus={onCurrent}
    />
  );
  return (
    <section class="card" aria-label={tag} data-tag={tag}>
      {header}
      {place}
      {message && <p class="card-message muted">{message}</p>}
      <Seldom>{() => <ChartSummary model={model} tag={tag} means={means} />}</Seldom>
    </section>
  );
}

const sizeOf = ({ clientWidth, clientHeight }: Element): Size => ({
  width: clientWidth,
  height: clientHeight,
});

/** How many points of how many are drawn, and how many have no place. */
function pointsWords({ points, of, unplaced }: Drawn, axis: XAxis): string {
  const drawn = `${formatCount(points)} of ${formatCount(of)} ${of === 1 ? 'point' : 'points'}`;
  if (unplaced === 0) return drawn;
  const metric = metricOf(axis);
  return `${drawn}, ${formatCount(unplaced)} ${metric === null ? 'at 0' : `without ${metric}`}`;
}

/** Why there is no line to see; null where there is one. */
function sentenceFor(model: PanelModel, tag: string): string | null {
  const all = model.shownRuns
    .filter((run) => !model.view.hidden.includes(run.id))
    .flatMap((run) => model.series(run.id, tag) ?? [])
    .filter(({ length }) => length > 0);
  if (all.length === 0) return 'No points yet';
  const metric = metricOf(model.view.axis);
  const logs = (run: Run): boolean =>
    [tag, metric].every((name) => (model.series(run.id, name!)?.length ?? 0) > 0);
  if (metric !== null && !model.shownRuns.some(logs))
    return `No run logs both ${tag} and ${metric}`;
  const points = all.reduce((sum, { total }) => sum + total, 0);
  if (all.every(({ notFinite, length }) => notFinite === length))
    return `No finite value in ${formatCount(points)} ${points === 1 ? 'point' : 'points'}`;
  if (model.view.log && all.every(({ max }) => !(max > 0)))
    return 'No positive value: drawn on a linear axis';
  return null;
}
