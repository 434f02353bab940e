import type { RefObject, VNode } from 'preact';
import type { ExportFormat } from '../../runtime/protocol/panel';
import type { PanelModel } from '../panel-model';
import { isLive } from '../runs/describe';
import type { Brightness } from '../runs/palette';
import { isZoomed, withZoom } from '../view/zoom';
import { AxisControls } from './axis-controls';
import { ExportMenu } from './export-menu';
import { GroupingControls } from './grouping-controls';
import { Icon, IconButton } from './icon';
import { RunChips } from './run-chips';
import { SmoothingControls } from './smoothing-controls';

interface ToolbarProps {
  readonly model: PanelModel;
  readonly brightness: Brightness;
  /** The metric whose chart the person turned to last. */
  readonly current: string | undefined;
  readonly filterBox: RefObject<HTMLInputElement | null>;
  exportPanel(choice: ExportFormat | 'copy'): void;
  help(): void;
}

/** The thin header: which runs, and how their curves are drawn. */
export function Toolbar(props: ToolbarProps): VNode {
  const { model, brightness, current, filterBox, exportPanel, help } = props;
  const { view } = model;
  return (
    <header class="toolbar">
      <RunChips model={model} brightness={brightness} />
      <div class="controls">
        <Follow model={model} />
        <AxisControls model={model} current={current} />
        <GroupingControls model={model} />
        <SmoothingControls model={model} />
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
  const following = !isZoomed(model.view);
  if (!live && following) return null;
  return (
    <button
      type="button"
      class="toggle live"
      aria-pressed={following}
      title={following ? 'Following the newest points' : 'Reset Zoom and show all points (0)'}
      onClick={() => model.change((view) => withZoom(view, null, null))}
    >
      <Icon name={live ? 'pulse' : 'screen-full'} />
      {live ? 'Live' : 'Reset Zoom'}
    </button>
  );
}
