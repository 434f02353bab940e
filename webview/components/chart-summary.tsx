import type { VNode } from 'preact';
import { alertsOf, alertWords } from '../../runtime/protocol/alerts';
import { formatCount, formatNumber } from '../../runtime/protocol/words';
import { SPREAD_NAMES } from '../../runtime/protocol/mean';
import { formatX } from '../charts/x-format';
import { isDrawable, type ChartLine } from '../charts/line';
import type { PanelModel } from '../panel-model';
import { runLabels } from '../runs/describe';

interface ChartSummaryProps {
  readonly model: PanelModel;
  readonly tag: string;
  /** Lines that stand for several runs, as they were drawn last. */
  readonly means: readonly ChartLine[];
}

/** The chart in words, for those who do not see it. */
export function ChartSummary({ model, tag, means }: ChartSummaryProps): VNode {
  const runs = model.shownRuns;
  const labels = runLabels(runs);
  return (
    <>
      <table class="visually-hidden">
        <caption>{tag}</caption>
        <Head
          titles={['Run', 'Last step', 'Last value', 'Lowest', 'Highest', 'Points', 'Alerts']}
        />
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
                <td>{alertsOf(run).map(alertWords).join(' ')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {means.length > 0 && <MeanSummary model={model} tag={tag} means={means} />}
    </>
  );
}

const Head = ({ titles }: { titles: readonly string[] }): VNode => (
  <thead>
    <tr>
      {titles.map((title) => (
        <th key={title} scope="col">
          {title}
        </th>
      ))}
    </tr>
  </thead>
);

/** The means of groups at their last point, with their bands. */
function MeanSummary({ model, tag, means }: ChartSummaryProps): VNode {
  const { axis, spread } = model.view;
  const band = spread === 'lines' ? '' : SPREAD_NAMES[spread];
  return (
    <table class="visually-hidden">
      <caption>{`${tag}: means of groups`}</caption>
      <Head titles={['Group', 'Last at', 'Mean', `From (${band})`, `To (${band})`, 'Runs']} />
      <tbody>
        {means.map(({ label, run, xs, ys, group }) => {
          let last = ys.length - 1;
          while (last > 0 && !isDrawable(ys[last]!, false)) last--;
          if (last < 0 || group === null) return null;
          return (
            <tr key={run}>
              <th scope="row">{label}</th>
              <td>{formatX(axis, xs[last]!)}</td>
              <td>{formatNumber(ys[last]!)}</td>
              <td>{formatNumber(group.low[last]!)}</td>
              <td>{formatNumber(group.high[last]!)}</td>
              <td>
                {group.counts[last]} of {group.runs}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
