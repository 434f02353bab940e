import type { VNode } from 'preact';
import type { PanelModel } from '../panel-model';

/** One sentence in place of charts, and the one action that fills the view; null where there are charts to show. */
export function Empty({ model, charts }: { model: PanelModel; charts: number }): VNode | null {
  if (charts > 0) return null;
  const { view, transport } = model;
  if (view.filter && model.tags.length > 0)
    return (
      <Sentence text={`No metric matches “${view.filter}”.`}>
        <button
          type="button"
          class="button"
          onClick={() => model.change((old) => ({ ...old, filter: '' }))}
        >
          Clear Filter
        </button>
      </Sentence>
    );
  const [run] = model.shownRuns;
  if (!run) {
    if (model.loading || model.connection === 'lost') return null;
    if (!transport.commands.has('train'))
      return <Sentence text="No runs yet. Start one at the terminal with optiscope train." />;
    return (
      <Sentence text="No run is shown. Train an optimizer, or choose a run in the Runs view.">
        <button type="button" class="button" onClick={() => transport.command('train')}>
          Train Optimizer…
        </button>
      </Sentence>
    );
  }
  if (run.status === 'queued')
    return <Sentence text="Queued: it starts when a run before it ends." />;
  if (run.status === 'starting')
    return <Sentence text="Reading the data and building the model…" />;
  if (run.status === 'paused') return <Sentence text="Paused before the first logged step." />;
  if (run.status === 'running') return <Sentence text="Waiting for the first logged step…" />;
  return model.loading ? null : <Sentence text="No metrics were recorded." />;
}

const Sentence = ({ text, children }: { text: string; children?: VNode }): VNode => (
  <div class="empty">
    <p>{text}</p>
    {children}
  </div>
);
