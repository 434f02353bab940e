import type { VNode } from 'preact';
import { alertsOf, alertWords } from '../../runtime/protocol/alerts';
import { isEnded, type Run } from '../../runtime/protocol/runs';
import { taskName } from '../../runtime/protocol/task-name';
import { formatCount, formatPlace, formatShare, statusWords } from '../../runtime/protocol/words';
import { isLive, progressOf, runLabels, STATUS_ICONS } from '../runs/describe';
import { groupLabel, type RunGroup } from '../runs/grouping';
import { runStyle, type Brightness } from '../runs/palette';
import { toggleAllHidden } from '../view/view-state';
import type { PanelModel } from '../panel-model';
import { AlertSign } from './alert-sign';
import { Icon, IconButton, LineSample } from './icon';

/** More chips than these can be folded out. */
const MOST_CHIPS = 8;

/** What is shown: a chip for each run, or for each group whose mean is drawn; a click switches its lines off and on. */
export function RunChips({
  model,
  brightness,
}: {
  model: PanelModel;
  brightness: Brightness;
}): VNode {
  const runs = model.shownRuns;
  const labels = runLabels(runs);
  const groups = model.view.spread === 'lines' ? null : model.groups;
  const chips: readonly RunGroup[] =
    groups ?? runs.map((run) => ({ key: run.id, title: labels.get(run.id)!, runs: [run] }));
  const { wholeLegend } = model.view;
  return (
    <div class={`chips ${wholeLegend ? 'whole' : ''}`} role="group" aria-label="Runs">
      {chips.length > MOST_CHIPS && (
        <button
          type="button"
          class="toggle"
          aria-expanded={wholeLegend}
          title={wholeLegend ? 'Show a few rows of the legend' : 'Show the whole legend'}
          onClick={() => model.change((view) => ({ ...view, wholeLegend: !wholeLegend }))}
        >
          <Icon name={wholeLegend ? 'chevron-up' : 'chevron-down'} />
          {formatCount(chips.length)} {groups ? 'groups' : 'runs'}
        </button>
      )}
      {chips.map((group) => (
        <Chip key={group.key} model={model} group={group} labels={labels} brightness={brightness} />
      ))}
    </div>
  );
}

interface ChipProps {
  readonly model: PanelModel;
  readonly group: RunGroup;
  readonly labels: ReadonlyMap<string, string>;
  readonly brightness: Brightness;
}

function Chip({ model, group, labels, brightness }: ChipProps): VNode {
  const { runs } = group;
  const { view } = model;
  const first = runs[0]!;
  const hidden = runs.every(({ id }) => view.hidden.includes(id));
  const label = groupLabel(group);
  // What another program logs is not ours to lead.
  const own = runs.filter((run) => run.log === undefined);
  const stoppable = own.filter((run) => isLive(run) && run.status !== 'stopping');
  const sentences = runs.map((run) => describe(labels.get(run.id)!, run));
  const isBaseline = runs.some(({ id }) => id === view.baseline);
  return (
    <span class={`chip ${hidden ? 'off' : ''} ${isBaseline ? 'baseline' : ''}`} data-run={first.id}>
      <button
        type="button"
        class="chip-name"
        aria-pressed={!hidden}
        title={[
          ...sentences,
          ...runs.flatMap((run) => alertsOf(run).map(alertWords)),
          ...(isBaseline ? ['Baseline: the others are compared with it (b)'] : []),
          `Click to ${hidden ? 'show' : 'hide'} its ${runs.length > 1 ? 'mean' : 'lines'}`,
        ].join('\n')}
        onClick={() =>
          model.change((old) =>
            toggleAllHidden(
              old,
              runs.map(({ id }) => id),
            ),
          )
        }
      >
        <LineSample style={runStyle(view.slots[first.id]!, brightness)} />
        <span class="chip-label">{label}</span>
        {isBaseline && <span class="muted">baseline</span>}
        {runs.length === 1 ? <RunState run={first} /> : <GroupState runs={runs} />}
        <AlertSign runs={runs} />
        {runs.length === 1 && first.place !== undefined && (
          <span class="muted">{formatPlace(first.place)}</span>
        )}
      </button>
      {runs.length === 1 && own.length === 1 && ['running', 'paused'].includes(first.status) && (
        <IconButton
          icon={first.status === 'paused' ? 'debug-continue' : 'debug-pause'}
          label={`${first.status === 'paused' ? 'Resume' : 'Pause'} ${label}`}
          onClick={() => model.control.togglePause(first)}
        />
      )}
      {runs.length === 1 && first.place !== undefined && first.place > 1 && (
        <IconButton
          icon="arrow-up"
          label={`Run ${label} Next`}
          onClick={() => model.control.runNext(first.id)}
        />
      )}
      {stoppable.length > 0 && (
        <IconButton
          icon="debug-stop"
          label={`Stop ${label}`}
          onClick={() => stoppable.forEach(({ id }) => model.control.stop(id))}
        />
      )}
    </span>
  );
}

/** How many runs of a group have ended. */
function GroupState({ runs }: { runs: readonly Run[] }): VNode {
  const ended = runs.filter(({ status }) => isEnded(status)).length;
  return (
    <span class="run-state muted">
      {ended === runs.length ? 'ended' : `${ended}/${runs.length} ended`}
    </span>
  );
}

function describe(label: string, run: Run): string {
  const reason = run.reason ? `: ${run.reason}` : '';
  const { forkOf } = run.spec;
  const fork = forkOf ? `, forked from ${forkOf.run} after step ${formatCount(forkOf.step)}` : '';
  return `${label}: ${taskName(run.spec.task)}, ${statusWords(run)}${fork}${reason}`;
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
