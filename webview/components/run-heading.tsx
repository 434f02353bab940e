import type { VNode } from 'preact';
import type { PanelModel } from '../panel-model';
import type { Column } from '../table/columns';
import type { Sort } from '../table/rows';
import { changeRows } from '../view/view-state';
import { Icon } from './icon';

/** Click by click: ascending, descending, as it was. */
function nextSort(sort: Sort | null, column: string): Sort | null {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}

/** The head of a column; a click sorts by it. */
export function Heading(props: { model: PanelModel; column: Column; title: string }): VNode {
  const { model, column, title } = props;
  const sort = model.view.rows.sort;
  const direction = sort?.column !== column.id ? null : sort.descending ? 'down' : 'up';
  const order =
    direction === null ? 'none' : direction === 'down' ? 'descending' : ('ascending' as const);
  return (
    <th
      role="columnheader"
      scope="col"
      class={column.numeric ? 'number' : ''}
      aria-sort={order}
      data-column={column.id}
    >
      <button
        type="button"
        title={`Sort by ${title}`}
        onClick={() =>
          model.change((view) => changeRows(view, { sort: nextSort(view.rows.sort, column.id) }))
        }
      >
        <span>{title}</span>
        {direction && <Icon name={`arrow-${direction}`} />}
      </button>
    </th>
  );
}
