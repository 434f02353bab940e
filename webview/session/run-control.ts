import { NO_ANNOTATIONS, type Annotations, type Run } from '../../runtime/protocol/runs';
import { changeRows, showRuns, toggled, type ViewState } from '../view/view-state';
import type { Feed } from './feed';

/** What steering runs needs of a panel. */
export interface ControlHost {
  readonly view: ViewState;
  readonly runs: ReadonlyMap<string, Run> | null;
  /** The connection; null while there is none. */
  readonly feed: Feed | null;
  change(update: (view: ViewState) => ViewState): void;
  runRemoved(run: string): void;
  changed(): void;
}

/** What a person does to runs from a panel. */
export class RunControl {
  /** Runs that were deleted last and can be had back, and which of them were shown; null: none. */
  deleted: { readonly runs: readonly string[]; readonly shown: readonly string[] } | null = null;

  constructor(private readonly host: ControlHost) {}

  stop(run: string): void {
    void this.host.feed?.stop(run);
  }

  /** Lets a run that waits be the next to start. */
  runNext(run: string): void {
    void this.host.feed?.runNext(run);
  }

  /** Pauses a run that trains, lets a paused one go on. */
  togglePause(run: Run): void {
    if (run.log !== undefined) return;
    if (run.status === 'paused') void this.host.feed?.resume(run.id);
    else if (run.status === 'running') void this.host.feed?.pause(run.id);
  }

  /** Pins a run, or no longer: one of ours wherever it is shown, another program's in this panel only. */
  togglePin(run: Run): void {
    const here = this.host.view.rows.pinned.includes(run.id);
    const noted = run.annotations?.pinned === true;
    const pinned = !(here || noted);
    if (here || run.log !== undefined)
      this.host.change((view) => changeRows(view, { pinned: toggled(view.rows.pinned, run.id) }));
    if (run.log === undefined && noted !== pinned)
      this.annotate(run.id, { ...(run.annotations ?? NO_ANNOTATIONS), pinned });
  }

  annotate(run: string, annotations: Annotations): void {
    void this.host.feed?.annotate(run, annotations);
  }

  /** Deletes runs that have ended; they can be had back. */
  delete(runs: readonly string[]): void {
    const { host } = this;
    const shown = host.view.shown.filter((run) => runs.includes(run));
    void host.feed?.delete(runs, () => {
      this.deleted = { runs, shown };
      for (const run of runs) if (host.runs?.has(run)) host.runRemoved(run);
      host.changed();
    });
  }

  /** Takes back what was deleted last, and shows what of it was shown. */
  undelete(): void {
    const { deleted, host } = this;
    if (!deleted) return;
    void host.feed?.restore(deleted.runs, () => {
      this.deleted = null;
      host.change((view) => showRuns(view, view.store, [...view.shown, ...deleted.shown]));
    });
  }

  forgetDeleted(): void {
    this.deleted = null;
    this.host.changed();
  }
}
