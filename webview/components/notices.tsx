import type { VNode } from 'preact';
import type { PanelModel } from '../panel-model';
import { runLabels } from '../runs/describe';
import { leftOutWords } from '../runs/left-out';
import { formatCount } from '../../runtime/protocol/words';
import { Icon, IconButton } from './icon';

/** Runs that went wrong which are told one by one; the rest is in the table. */
const MAX_RUN_NOTICES = 3;

/** What the person should know and can act on, one line each. */
export function Notices({ model }: { model: PanelModel }): VNode {
  const { commands } = model.transport;
  const runs = model.shownRuns;
  const labels = runLabels(runs);
  const leftOut = leftOutWords(model);
  const wrong = runs.filter(({ status }) => status === 'failed' || status === 'diverged');
  return (
    <div class="notices" role="status">
      {model.connection === 'lost' && (
        <div class="notice warning">
          <Icon name="debug-disconnect" />
          <span class="notice-text">{model.lostBecause}</span>
          {commands.has('restartRuntime') && (
            <Action label="Restart" onClick={() => model.transport.command('restartRuntime')} />
          )}
        </div>
      )}
      {model.problem !== null && (
        <div class="notice error">
          <Icon name="error" />
          <span class="notice-text">{model.problem}</span>
          <IconButton icon="close" label="Dismiss" onClick={() => model.dismissProblem()} />
        </div>
      )}
      {model.control.deleted !== null && (
        <div class="notice">
          <Icon name="trash" />
          <span class="notice-text">
            {model.control.deleted.runs.length === 1
              ? 'A run was deleted.'
              : `${formatCount(model.control.deleted.runs.length)} runs were deleted.`}
          </span>
          <Action label="Undo" onClick={() => model.control.undelete()} />
          <IconButton icon="close" label="Dismiss" onClick={() => model.control.forgetDeleted()} />
        </div>
      )}
      {leftOut !== null && (
        <div class="notice">
          <Icon name="info" />
          <span class="notice-text">{leftOut}</span>
        </div>
      )}
      {wrong.slice(0, MAX_RUN_NOTICES).map((run) => (
        <div key={run.id} class={`notice ${run.status === 'failed' ? 'error' : 'warning'}`}>
          <Icon name={run.status === 'failed' ? 'error' : 'warning'} />
          <span class="notice-text">
            <strong>{labels.get(run.id)}</strong> {run.status}
            {run.reason ? `: ${run.reason}` : ` at step ${formatCount(run.step)}.`}
          </span>
          {run.status === 'failed' && commands.has('showLog') && (
            <Action label="Show Log" onClick={() => model.transport.command('showLog', run.id)} />
          )}
        </div>
      ))}
      {wrong.length > MAX_RUN_NOTICES && (
        <div class="notice warning">
          <Icon name="warning" />
          <span class="notice-text">
            and {wrong.length - MAX_RUN_NOTICES} more: see the table of runs.
          </span>
        </div>
      )}
    </div>
  );
}

export const Action = ({ label, onClick }: { label: string; onClick(): void }): VNode => (
  <button type="button" class="link" onClick={onClick}>
    {label}
  </button>
);
