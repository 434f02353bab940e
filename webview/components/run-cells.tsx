import type { VNode } from 'preact';
import type { Run } from '../../runtime/protocol/runs';
import { formatCount, formatPlace } from '../../runtime/protocol/words';
import { formatDelta } from '../charts/delta';
import { headline } from '../runs/describe';
import type { Column } from '../table/columns';
import { Icon } from './icon';
import { RunState } from './run-chips';

/** What a row's cells show beside the run. */
export interface CellPlace {
  readonly run: Run;
  /** Metrics differ between the runs, so that each names its own. */
  readonly namesMetric: boolean;
  /** What the others are compared with. */
  readonly baseline: Run | null;
  /** Shows the run that this one was forked from; null where that is not there. */
  readonly origin: (() => void) | null;
}

/** One cell. No component: a table that scrolls makes hundreds of them in a frame, most of them nothing but text. */
export function cellOf(column: Column, place: CellPlace): VNode {
  const { run } = place;
  const text = column.text(column.value(run));
  return (
    <td
      key={column.id}
      role="gridcell"
      class={column.numeric ? 'number' : ''}
      title={tooltip(column, run, text)}
    >
      {isPlain(column.id) ? text : insideOf(column, place, text)}
    </td>
  );
}

const MORE_THAN_TEXT = new Set(['state', 'fork', 'step', 'metric', 'backend']);

const isMetric = (id: string): boolean => id === 'metric' || id.startsWith('metric.');
const isPlain = (id: string): boolean => !MORE_THAN_TEXT.has(id) && !isMetric(id);

function insideOf(column: Column, place: CellPlace, text: string): VNode {
  const { id } = column;
  const { run, namesMetric, origin } = place;
  return (
    <>
      {id === 'state' && (
        <>
          <RunState run={run} />{' '}
        </>
      )}
      {id === 'fork' && origin ? (
        <button
          type="button"
          class="link"
          tabIndex={-1}
          title={`${text}: show the run from which it was forked`}
          onClick={(event) => {
            event.stopPropagation();
            origin();
          }}
        >
          {text}
        </button>
      ) : (
        text
      )}
      {id === 'state' && run.place !== undefined && (
        <span class="muted">, {formatPlace(run.place)}</span>
      )}
      {id === 'step' && run.resolved && (
        <span class="muted">/{formatCount(run.resolved.steps)}</span>
      )}
      {id === 'metric' && namesMetric && <span class="muted"> {headline(run)?.tag ?? ''}</span>}
      {isMetric(id) && deltaOf(column, place)}
      {id === 'backend' && run.warnings.length > 0 && (
        <Icon name="warning" class="status-diverged" />
      )}
    </>
  );
}

/** How far a metric is from the baseline's. */
function deltaOf(column: Column, { run, baseline }: CellPlace): VNode | null {
  if (baseline === null || baseline.id === run.id) return null;
  if (column.id === 'metric' && headline(run)?.tag !== headline(baseline)?.tag) return null;
  const [value, other] = [column.value(run), column.value(baseline)];
  if (typeof value !== 'number' || typeof other !== 'number') return null;
  const delta = formatDelta(value, other);
  return delta === null ? null : <span class="muted"> {delta}</span>;
}

/** What a cell says beyond its text. */
function tooltip(column: Column, run: Run, text: string): string | undefined {
  switch (column.id) {
    case 'program':
      return run.spec.program.path ?? undefined;
    case 'state':
      return (
        run.reason ??
        (run.log && `Last written ${new Date(run.log.writtenAt).toLocaleString()}`) ??
        undefined
      );
    case 'backend':
      return [run.resolved?.backendReason, ...run.warnings].filter(Boolean).join('\n');
    default:
      return column.numeric ? undefined : text;
  }
}
