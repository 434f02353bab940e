import type { VNode } from 'preact';
import { SPREAD_NAMES, summarize, type Spread } from '../../runtime/protocol/mean';
import type { Run } from '../../runtime/protocol/runs';
import { formatCount, formatNumber } from '../../runtime/protocol/words';
import { formatDelta } from '../charts/delta';
import { headline } from '../runs/describe';
import { rowId, type GroupRow } from '../table/rows';
import { Icon } from './icon';

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
