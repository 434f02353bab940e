import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { AXIS_NAMES } from '../charts/x-format';
import type { PanelModel } from '../panel-model';
import { hasZero, metricAxis, metricOf, parseAxis, X_AXES } from '../series/x-axis';
import { changeAxis, isLogX } from '../view/view-state';
import { withLink } from '../view/zoom';
import { Icon, IconButton } from './icon';

/** Chosen where a dialog is to follow. */
const ANOTHER = 'another';
/** What has to be known of a run's epochs. */
const BY_EPOCHS = new Set<string>(['epoch', 'samples']);

interface AxisControlsProps {
  readonly model: PanelModel;
  /** The metric whose chart the person turned to last. */
  readonly current: string | undefined;
}

/** What the x-axis of all charts shows, whether axes are logarithmic, and whether the charts go together. */
export function AxisControls({ model, current }: AxisControlsProps): VNode {
  const { view } = model;
  const [choosing, setChoosing] = useState(false);
  const metric = metricOf(view.axis);
  const knowsEpochs = model.shownRuns.some(({ resolved }) => resolved?.epoch !== undefined);
  return (
    <>
      <select
        class="axis"
        aria-label="X-Axis"
        title="X-Axis (x)"
        value={view.axis}
        onChange={(event) => {
          const select = event.currentTarget;
          const axis = parseAxis(select.value);
          if (axis !== null) return model.change((old) => changeAxis(old, axis));
          select.value = view.axis;
          setChoosing(true);
        }}
      >
        {X_AXES.map((axis) => {
          const isUnknown = BY_EPOCHS.has(axis) && !knowsEpochs;
          return (
            <option key={axis} value={axis} disabled={isUnknown && view.axis !== axis}>
              {AXIS_NAMES[axis]}
              {isUnknown ? ' (not known)' : ''}
            </option>
          );
        })}
        {metric !== null && <option value={view.axis}>{metric}</option>}
        <option value={ANOTHER}>Another Metric…</option>
      </select>
      <button
        type="button"
        class="toggle"
        aria-pressed={isLogX(view)}
        disabled={!hasZero(view.axis)}
        title={
          hasZero(view.axis)
            ? 'Logarithmic x-Axis (k)'
            : 'Wall time has no zero: its axis cannot be logarithmic'
        }
        onClick={() => model.change((old) => ({ ...old, logX: !old.logX, zoom: null, zooms: {} }))}
      >
        Log x
      </button>
      <button
        type="button"
        class="toggle"
        aria-pressed={view.log}
        title="Logarithmic y-Axis (l)"
        onClick={() => model.change((old) => ({ ...old, log: !old.log }))}
      >
        Log y
      </button>
      <button
        type="button"
        class="toggle"
        aria-pressed={view.linked}
        aria-label="Link Charts"
        title={
          view.linked
            ? 'All charts share crosshair and zoom (i)'
            : 'Each chart has its own crosshair and zoom (i)'
        }
        onClick={() => model.change((old) => withLink(old, !old.linked, current))}
      >
        <Icon name="link" />
      </button>
      {choosing && <MetricChooser model={model} close={() => setChoosing(false)} />}
    </>
  );
}

/** The list of metrics, one of which becomes the x-axis. */
function MetricChooser({ model, close }: { model: PanelModel; close(): void }): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [search, setSearch] = useState('');
  useEffect(() => dialog.current!.showModal(), []);
  const found = [...model.tags]
    .sort()
    .filter((tag) => tag.toLowerCase().includes(search.toLowerCase()));
  return (
    <dialog ref={dialog} class="help columns" aria-label="Metric on the X-Axis" onClose={close}>
      <header>
        <h2>Metric on the X-Axis</h2>
        <IconButton icon="close" label="Close (Esc)" onClick={close} />
      </header>
      <p class="muted">Values of two metrics are joined where a run logged both at one step.</p>
      <input
        class="filter"
        type="text"
        placeholder="Filter metrics"
        aria-label="Filter metrics of the x-axis"
        value={search}
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
      <div class="column-list">
        {found.map((tag) => (
          <button
            key={tag}
            type="button"
            class="list-item"
            onClick={() => {
              model.change((view) => changeAxis(view, metricAxis(tag)));
              dialog.current!.close();
            }}
          >
            {tag}
          </button>
        ))}
        {found.length === 0 && <p class="muted">No metric matches.</p>}
      </div>
    </dialog>
  );
}
