import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { formatCount } from '../../runtime/protocol/words';
import type { PanelModel } from '../panel-model';
import type { Brightness } from '../runs/palette';
import type { TableMode } from '../view/view-state';
import { Icon, IconButton } from './icon';
import { RunGrid } from './run-grid';
import { TableControls } from './table-controls';
import { useTableLayout } from './table-layout';

/** All runs of the store; the ticked ones are shown. Only the cells in sight are in the document. */
export function RunTable({
  model,
  brightness,
}: {
  model: PanelModel;
  brightness: Brightness;
}): VNode | null {
  const { table } = model.view;
  const runs = useMemo(() => [...(model.runs?.values() ?? [])], [model.runs]);
  const layout = useTableLayout(model, runs);
  if (runs.length === 0) return null;
  const setMode = (mode: TableMode): void => model.change((view) => ({ ...view, table: mode }));
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
          <span class="badge">{badge(layout.passed, runs.length)}</span>
        </button>
        {table !== 'folded' && <TableControls model={model} problem={layout.problem} />}
        <IconButton
          icon={table === 'full' ? 'screen-normal' : 'screen-full'}
          label={table === 'full' ? 'Restore the Table' : 'Maximize the Table'}
          onClick={() => setMode(table === 'full' ? 'open' : 'full')}
        />
      </header>
      {layout.problem !== null && table !== 'folded' && (
        <p class="table-problem" role="alert">
          {layout.problem}
        </p>
      )}
      {table !== 'folded' && <RunGrid model={model} brightness={brightness} layout={layout} />}
    </section>
  );
}

const badge = (passed: number, all: number): string =>
  passed === all ? formatCount(all) : `${formatCount(passed)} of ${formatCount(all)}`;
