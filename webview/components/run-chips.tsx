import type { VNode } from 'preact';
import type { Run } from '../../runtime/protocol/runs';
import { isLive, progressOf, runLabels, STATUS_ICONS } from '../runs/describe';
import { runStyle, type Brightness } from '../runs/palette';
import { formatShare } from '../../runtime/protocol/words';
import { toggleHidden } from '../view/view-state';
import type { PanelModel } from '../panel-model';
import { Icon, IconButton, RunMarker } from './icon';

/** The runs that are shown: marker, name and state of each; a click switches its lines off and on. */
export function RunChips({
  model,
  brightness,
}: {
  model: PanelModel;
  brightness: Brightness;
}): VNode {
  const runs = model.shownRuns;
  const labels = runLabels(runs);
  return (
    <div class="chips" role="group" aria-label="Runs">
      {runs.map((run) => {
        const hidden = model.view.hidden.includes(run.id);
        const label = labels.get(run.id)!;
        return (
          <span key={run.id} class={`chip ${hidden ? 'off' : ''}`} data-run={run.id}>
            <button
              type="button"
              class="chip-name"
              aria-pressed={!hidden}
              title={`${describe(label, run)}\nClick to ${hidden ? 'show' : 'hide'} its lines`}
              onClick={() => model.change((view) => toggleHidden(view, run.id))}
            >
              <RunMarker style={runStyle(model.view.slots[run.id]!, brightness)} />
              <span class="chip-label">{label}</span>
              <RunState run={run} />
            </button>
            {(run.status === 'running' || run.status === 'paused') && (
              <IconButton
                icon={run.status === 'paused' ? 'debug-continue' : 'debug-pause'}
                label={`${run.status === 'paused' ? 'Resume' : 'Pause'} ${label}`}
                onClick={() => model.togglePause(run)}
              />
            )}
            {isLive(run) && run.status !== 'stopping' && (
              <IconButton
                icon="debug-stop"
                label={`Stop ${label}`}
                onClick={() => model.stop(run.id)}
              />
            )}
          </span>
        );
      })}
    </div>
  );
}

function describe(label: string, run: Run): string {
  const reason = run.reason ? `: ${run.reason}` : '';
  return `${label}: ${run.spec.task}, ${run.status}${reason}`;
}

/** How far a running run is, or how it ended. */
export function RunState({ run }: { run: Run }): VNode {
  const progress = progressOf(run);
  if (run.status === 'running' && progress !== null)
    return <span class="run-state muted">{formatShare(progress)}</span>;
  return (
    <span class={`run-state status-${run.status}`}>
      <Icon name={STATUS_ICONS[run.status]} />
      <span class="visually-hidden">{run.status}</span>
    </span>
  );
}
