import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PanelModel } from '../panel-model';
import { addScatter } from '../scatter/choice';
import { isShown } from '../table/columns';
import { changeRows } from '../view/view-state';
import { IconButton } from './icon';

/** Filter and columns of the table of runs. */
export function TableControls({
  model,
  problem,
}: {
  model: PanelModel;
  problem: string | null;
}): VNode {
  const { rows } = model.view;
  const [choosing, setChoosing] = useState(false);
  return (
    <div class="table-controls controls">
      <input
        class="filter run-filter"
        type="text"
        spellcheck={false}
        placeholder="Filter runs: lr > 1e-3 and task == text"
        aria-label="Filter runs"
        aria-invalid={problem !== null}
        title="Filter runs (f) by words of their names, or by columns: lr > 1e-3 and task == text, not state = failed, name ~ lion"
        value={rows.filter}
        onInput={(event) => {
          const filter = event.currentTarget.value;
          model.change((view) => changeRows(view, { filter }));
        }}
      />
      <button
        type="button"
        class="toggle"
        aria-pressed={rows.onlyDiffering}
        title="Of the settings, only the columns in which the runs differ (d)"
        onClick={() =>
          model.change((view) => changeRows(view, { onlyDiffering: !view.rows.onlyDiffering }))
        }
      >
        Differing
      </button>
      <IconButton
        icon="graph-scatter"
        label="Add Scatter Chart of These Runs"
        onClick={() =>
          model.change((view) => addScatter(view, model.columns, [...(model.runs?.values() ?? [])]))
        }
      />
      <IconButton icon="list-selection" label="Choose Columns…" onClick={() => setChoosing(true)} />
      {choosing && <Columns model={model} close={() => setChoosing(false)} />}
    </div>
  );
}

/** The list of columns, each to be switched on or off. */
function Columns({ model, close }: { model: PanelModel; close(): void }): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [search, setSearch] = useState('');
  const { columns: chosen, onlyDiffering } = model.view.rows;
  useEffect(() => dialog.current!.showModal(), []);
  const runs = [...(model.runs?.values() ?? [])];
  const found = model.columns
    .slice(1)
    .filter(({ title }) => title.toLowerCase().includes(search.toLowerCase()));
  return (
    <dialog ref={dialog} class="help columns" aria-label="Columns" onClose={close}>
      <header>
        <h2>Columns</h2>
        <IconButton icon="close" label="Close (Esc)" onClick={close} />
      </header>
      <input
        class="filter"
        type="text"
        placeholder="Filter columns"
        aria-label="Filter columns"
        value={search}
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
      <div class="column-list">
        {found.map((column) => (
          <label key={column.id}>
            <input
              type="checkbox"
              checked={isShown(column, chosen, onlyDiffering, runs)}
              onChange={(event) => {
                const on = event.currentTarget.checked;
                model.change((view) =>
                  changeRows(view, { columns: { ...view.rows.columns, [column.id]: on } }),
                );
              }}
            />
            {column.title}
          </label>
        ))}
      </div>
    </dialog>
  );
}
