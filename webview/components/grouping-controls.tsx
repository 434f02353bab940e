import type { VNode } from 'preact';
import { SPREAD_NAMES, SPREADS } from '../../runtime/protocol/mean';
import type { PanelModel } from '../panel-model';
import { OVER_SEEDS } from '../runs/grouping';
import type { Column } from '../table/columns';

/** By what runs are taken together, in charts and table alike, and how their means are drawn. */
export function GroupingControls({ model }: { model: PanelModel }): VNode {
  const { grouping, spread } = model.view;
  return (
    <>
      <select
        aria-label="Group runs"
        title="Group runs (g): charts draw the mean of each group, the table gives it a heading"
        value={grouping ?? ''}
        onChange={(event) => {
          const chosen = event.currentTarget.value || null;
          model.change((view) => ({ ...view, grouping: chosen }));
        }}
      >
        <option value="">No Groups</option>
        <option value={OVER_SEEDS}>Over Seeds</option>
        {groupable(model.columns).map(({ id, title }) => (
          <option key={id} value={id}>
            By {title}
          </option>
        ))}
      </select>
      {grouping !== null && (
        <select
          aria-label="Band"
          title="What is drawn of each group"
          value={spread}
          onChange={(event) => {
            const chosen = SPREADS.find((each) => each === event.currentTarget.value) ?? 'lines';
            model.change((view) => ({ ...view, spread: chosen }));
          }}
        >
          {SPREADS.map((each) => (
            <option key={each} value={each}>
              Mean, {SPREAD_NAMES[each]}
            </option>
          ))}
          <option value="lines">Single Lines</option>
        </select>
      )}
    </>
  );
}

/** What runs can be grouped by: everything that is not measured. */
const groupable = (columns: readonly Column[]): Column[] =>
  columns.filter(({ id, kind }) => kind === 'setting' || id === 'state');
