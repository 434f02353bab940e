import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { runName, type Run } from '../../runtime/protocol/runs';
import { formatCount, formatNumber } from '../../runtime/protocol/words';
import type { ChartTheme } from '../charts/theme';
import { ExportMenu } from '../components/export-menu';
import { Icon, IconButton } from '../components/icon';
import { exportCharts } from '../export/exporter';
import type { PanelModel } from '../panel-model';
import { runStyle } from '../runs/palette';
import { Plot } from '../summaries/plot';
import type { Column } from '../table/columns';
import { toggleShown } from '../view/view-state';
import { axisColumns, changeScatter, PICKS, removeScatter, type Scatter } from './choice';
import { paintScatter, placesIn } from './paint-scatter';
import { nearestPoint, type ScatterPicture } from './points';
import { columnOf, scatteredRuns, scatterPicture } from './shown';

/** How near the pointer must be to a point, in CSS pixels. */
const REACH = 14;
/** Rows that a table for screen readers bears. */
const MOST_ROWS = 500;

interface ScattersProps {
  readonly model: PanelModel;
  readonly theme: ChartTheme;
}

/** The charts with a point for each run of the table. */
export function Scatters({ model, theme }: ScattersProps): VNode | null {
  const { scatters, rows } = model.view;
  const runs = useMemo(
    () => scatteredRuns(model),
    [model.runs, model.columns, rows.filter, rows.pinned],
  );
  if (scatters.length === 0) return null;
  return (
    <section class="group" aria-label="Scatter charts">
      <header class="section-title">
        <span class="fold">
          <Icon name="graph-scatter" />
          Runs
          <span class="badge">{formatCount(runs.length)}</span>
        </span>
      </header>
      <div class="grid">
        {scatters.map((scatter) => (
          <ScatterCard
            key={scatter.key}
            model={model}
            theme={theme}
            scatter={scatter}
            runs={runs}
          />
        ))}
      </div>
    </section>
  );
}

interface ScatterCardProps extends ScattersProps {
  readonly scatter: Scatter;
  readonly runs: readonly Run[];
}

function ScatterCard({ model, theme, scatter, runs }: ScatterCardProps): VNode {
  const { view } = model;
  const [active, setActive] = useState<number | null>(null);
  const column = columnOf(model, scatter);
  const { y } = scatter;
  const picture = useMemo(
    () => scatterPicture(model, scatter, runs),
    [runs, scatter, column, view.shown],
  );
  const { points, leftOut } = picture;
  const point = active === null ? undefined : points[active];
  const choose = (run: Run | undefined): void => {
    if (run === undefined) return;
    model.change((old) => {
      const shown = old.shown.includes(run.id) ? old : toggleShown(old, run.id);
      return { ...shown, focused: old.focused === run.id ? null : run.id };
    });
  };
  const step = (to: number): void => setActive(Math.max(0, Math.min(points.length - 1, to)));
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => step((active ?? points.length) - 1),
    ArrowRight: () => step((active ?? -1) + 1),
    Home: () => step(0),
    End: () => step(points.length - 1),
    Enter: () => choose(point?.run),
    ' ': () => choose(point?.run),
  };
  const title = `${y} over ${column.title}`;
  return (
    <section class="card scatter" aria-label={title} data-scatter={scatter.key}>
      <ScatterHead
        model={model}
        theme={theme}
        scatter={scatter}
        picture={picture}
        column={column}
        runs={runs}
      />
      <div
        class="chart scatter-plot"
        tabIndex={0}
        role="group"
        aria-label={`${title}: arrow keys go from run to run, Enter shows one`}
        onKeyDown={(event) => {
          const act = keys[event.key];
          if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          event.stopPropagation();
          act();
        }}
      >
        <Plot
          pictureKey={JSON.stringify([
            points.map(({ run, x, y: value }) => [run.id, x, value]),
            picture.words,
            picture.logX,
            picture.logY,
            title,
            view.slots,
            active,
            theme.key,
          ])}
          paint={(canvas, size) =>
            paintScatter(
              canvas,
              {
                picture,
                title: column.title,
                styleOf: ({ run }) => {
                  const slot = view.slots[run.id];
                  return slot === undefined ? null : runStyle(slot, theme.brightness);
                },
                active,
                theme,
              },
              size,
            )
          }
          pointed={(place) =>
            setActive(place && nearestPoint(points, place, placesIn(picture, place), REACH))
          }
          pressed={() => choose(point?.run)}
        />
        {points.length === 0 && <p class="card-message muted">No run has both values</p>}
      </div>
      <p class="card-note scatter-note" aria-live="polite">
        {point ? (
          <>
            <strong>{runName(point.run)}</strong>, seed {point.run.spec.seed}: {column.title}{' '}
            {column.text(column.value(point.run))}, {y} {formatNumber(point.y)}
          </>
        ) : (
          <span class="muted">
            {formatCount(points.length)} {points.length === 1 ? 'run' : 'runs'}
            {leftOut > 0 && `, ${formatCount(leftOut)} left out for want of a value`}
          </span>
        )}
      </p>
      <ScatterTable title={title} picture={picture} column={column} y={y} />
    </section>
  );
}

interface ScatterHeadProps {
  readonly model: PanelModel;
  readonly theme: ChartTheme;
  readonly scatter: Scatter;
  readonly picture: ScatterPicture;
  readonly column: Column;
  readonly runs: readonly Run[];
}

/** What is drawn over what. */
function ScatterHead({ model, theme, scatter, picture, column, runs }: ScatterHeadProps): VNode {
  const { columns } = model;
  const { key, y, pick } = scatter;
  const change = (changes: Partial<Scatter>): void =>
    model.change((view) => changeScatter(view, key, changes));
  const xs = useMemo(() => axisColumns(columns, runs), [columns, runs]);
  const metrics = columns.flatMap(({ id }) =>
    id.startsWith(METRIC) ? [id.slice(METRIC.length)] : [],
  );
  return (
    <header class="card-title controls">
      <select
        aria-label="Metric of the scatter chart"
        value={y}
        onChange={(event) => change({ y: event.currentTarget.value })}
      >
        {[...new Set([...metrics, y])].map((tag) => (
          <option key={tag} value={tag}>
            {tag}
          </option>
        ))}
      </select>
      <select
        aria-label="Which of its values"
        value={pick}
        onChange={(event) =>
          change({ pick: PICKS.find((each) => each === event.currentTarget.value)! })
        }
      >
        {PICKS.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
      <span class="muted">over</span>
      <select
        aria-label="Setting of the scatter chart"
        value={column.id}
        onChange={(event) => change({ x: event.currentTarget.value, logX: null })}
      >
        {[...new Set([column, ...xs])].map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="toggle"
        aria-pressed={picture.logX}
        disabled={picture.words !== null}
        title="Logarithmic x-axis of this chart"
        onClick={() => change({ logX: !picture.logX })}
      >
        Log x
      </button>
      <button
        type="button"
        class="toggle"
        aria-pressed={picture.logY}
        title="Logarithmic y-axis of this chart"
        onClick={() => change({ logY: !picture.logY })}
      >
        Log y
      </button>
      <ExportMenu
        label={`Export ${y} over ${column.title}`}
        choose={(choice) => void exportCharts(model, theme, { kind: 'scatter', key }, choice)}
      />
      <IconButton
        icon="close"
        label="Remove This Scatter Chart"
        onClick={() => model.change((view) => removeScatter(view, key))}
      />
    </header>
  );
}

const METRIC = 'metric.';

interface ScatterTableProps {
  readonly title: string;
  readonly picture: ScatterPicture;
  readonly column: Column;
  readonly y: string;
}

/** The chart in words, for those who do not see it. */
function ScatterTable({ title, picture: { points }, column, y }: ScatterTableProps): VNode {
  const more = points.length - MOST_ROWS;
  return (
    <table class="visually-hidden">
      <caption>
        {title}
        {more > 0 && `: the first ${MOST_ROWS} of ${points.length} runs`}
      </caption>
      <thead>
        <tr>
          {['Run', column.title, y].map((each) => (
            <th key={each} scope="col">
              {each}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {points.slice(0, MOST_ROWS).map(({ run, y: value }) => (
          <tr key={run.id}>
            <th scope="row">{runName(run)}</th>
            <td>{column.text(column.value(run))}</td>
            <td>{formatNumber(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
