import type { RefObject, VNode } from 'preact';
import type { ExportFormat } from '../../runtime/protocol/panel';
import { AXIS_NAMES } from '../charts/x-format';
import type { PanelModel } from '../panel-model';
import { isLive } from '../runs/describe';
import type { Brightness } from '../runs/palette';
import { X_AXES, type XAxis } from '../series/x-axis';
import { changeAxis, MAX_SMOOTHING } from '../view/view-state';
import { ExportMenu } from './export-menu';
import { GroupingControls } from './grouping-controls';
import { Icon, IconButton } from './icon';
import { RunChips } from './run-chips';

interface ToolbarProps {
  readonly model: PanelModel;
  readonly brightness: Brightness;
  readonly filterBox: RefObject<HTMLInputElement | null>;
  exportPanel(choice: ExportFormat | 'copy'): void;
  help(): void;
}

/** The thin header: which runs, and how their curves are drawn. */
export function Toolbar({ model, brightness, filterBox, exportPanel, help }: ToolbarProps): VNode {
  const { view } = model;
  return (
    <header class="toolbar">
      <RunChips model={model} brightness={brightness} />
      <div class="controls">
        <Follow model={model} />
        <select
          aria-label="X-Axis"
          title="X-Axis (x)"
          value={view.axis}
          onChange={(event) => {
            const axis = event.currentTarget.value as XAxis;
            model.change((old) => changeAxis(old, axis));
          }}
        >
          {X_AXES.map((axis) => (
            <option key={axis} value={axis}>
              {AXIS_NAMES[axis]}
            </option>
          ))}
        </select>
        <GroupingControls model={model} />
        <Smoothing model={model} />
        <button
          type="button"
          class="toggle"
          aria-pressed={view.log}
          title="Logarithmic y-Axis (l)"
          onClick={() => model.change((old) => ({ ...old, log: !old.log }))}
        >
          Log
        </button>
        <input
          ref={filterBox}
          class="filter"
          type="text"
          spellcheck={false}
          placeholder="Filter metrics"
          aria-label="Filter metrics"
          title="Filter metrics by name (/)"
          value={view.filter}
          onInput={(event) => {
            const filter = event.currentTarget.value;
            model.change((old) => ({ ...old, filter }));
          }}
        />
        <ExportMenu label="Export Panel (w)" choose={exportPanel} />
        <IconButton icon="question" label="Keyboard Shortcuts (?)" onClick={help} />
      </div>
    </header>
  );
}

/** Follows the newest points until the person zooms; a click follows again. */
function Follow({ model }: { model: PanelModel }): VNode | null {
  const live = model.shownRuns.some(isLive);
  const following = model.view.zoom === null;
  if (!live && following) return null;
  return (
    <button
      type="button"
      class="toggle live"
      aria-pressed={following}
      title={following ? 'Following the newest points' : 'Reset Zoom and show all points (0)'}
      onClick={() => model.change((view) => ({ ...view, zoom: null }))}
    >
      <Icon name={live ? 'pulse' : 'screen-full'} />
      {live ? 'Live' : 'Reset Zoom'}
    </button>
  );
}

function Smoothing({ model }: { model: PanelModel }): VNode {
  const { smoothing } = model.view;
  return (
    <label
      class="smoothing"
      title="Smoothing (s): weight of a moving average over steps; the values themselves stay faintly visible"
    >
      <span class="muted">Smoothing</span>
      <input
        type="range"
        min={0}
        max={MAX_SMOOTHING}
        step={0.01}
        value={smoothing}
        aria-label="Smoothing"
        onInput={(event) => {
          const weight = event.currentTarget.valueAsNumber;
          model.change((view) => ({ ...view, smoothing: weight }));
        }}
      />
      <span class="smoothing-value">{smoothing === 0 ? 'off' : smoothing.toFixed(2)}</span>
    </label>
  );
}
