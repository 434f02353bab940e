import { Component, type VNode } from 'preact';
import { isEnded, type Run } from '../../runtime/protocol/runs';
import type { PanelModel } from '../panel-model';
import { runStyle, type Brightness } from '../runs/palette';
import type { Column } from '../table/columns';
import { toggleBaseline, toggleShown } from '../view/view-state';
import { AlertSign } from './alert-sign';
import { IconButton, RunMarker } from './icon';
import { cellOf, type CellPlace } from './run-cells';

interface RunRowProps {
  readonly model: PanelModel;
  readonly id: string;
  readonly run: Run;
  readonly pinned: boolean;
  /** The slot of its style; undefined for a run that is not shown. */
  readonly slot: number | undefined;
  readonly focused: boolean;
  readonly active: boolean;
  readonly label: string;
  readonly brightness: Brightness;
  /** Those in sight, the name's left out. */
  readonly columns: readonly Column[];
  /** Metrics differ between the runs, so that each names its own. */
  readonly namesMetric: boolean;
  readonly baseline: Run | null;
  /** The run that it was forked from is there. */
  readonly hasOrigin: boolean;
  activate(run: Run): void;
  edit(run: Run): void;
}

interface RunRowState {
  /** The pointer was moved over it. */
  readonly hovered: boolean;
}

/** One run of the table. It is looked at again only where something of it has changed, and then only that. */
export class RunRow extends Component<RunRowProps, RunRowState> {
  override state: RunRowState = { hovered: false };
  /** The cells as they were made last, by their columns. */
  private cells: ReadonlyMap<Column, VNode> = new Map();
  private place: CellPlace | null = null;

  override shouldComponentUpdate(next: RunRowProps, { hovered }: RunRowState): boolean {
    const { props } = this;
    if (hovered !== this.state.hovered) return true;
    return (Object.keys(next) as (keyof RunRowProps)[]).some(
      (name) => typeof next[name] !== 'function' && !Object.is(next[name], props[name]),
    );
  }

  override render(): VNode {
    const { id, run, focused, active, label } = this.props;
    return (
      <tr
        id={`row-${id}`}
        role="row"
        class={[focused && 'focused', active && 'active'].filter(Boolean).join(' ')}
        data-run={run.id}
        onClick={this.toggleFocus}
        onPointerMove={this.turnTo}
        onPointerLeave={this.turnAway}
      >
        <td role="gridcell" title={nameTooltip(label, run)}>
          {this.name()}
        </td>
        <td role="presentation" class="gap" />
        {this.visible()}
        <td role="presentation" class="gap" />
      </tr>
    );
  }

  /** Rows that scroll under a resting pointer are not meant: what they would show would be laid out for nothing. */
  private readonly turnTo = (): void => {
    if (!this.state.hovered) this.setState({ hovered: true });
  };
  private readonly turnAway = (): void => {
    if (this.state.hovered) this.setState({ hovered: false });
  };

  private readonly toggleFocus = (): void => {
    const { model, run, slot, activate } = this.props;
    activate(run);
    model.change((old) => ({
      ...old,
      focused: old.focused === run.id || slot === undefined ? null : run.id,
    }));
  };

  /** The cells in sight; those that were there are left as they are. */
  private visible(): VNode[] {
    const { run, columns, namesMetric, baseline, hasOrigin } = this.props;
    const { place } = this;
    const isSame =
      place?.run === run &&
      place.namesMetric === namesMetric &&
      place.baseline === baseline &&
      (place.origin !== null) === hasOrigin;
    const now = isSame
      ? place
      : { run, namesMetric, baseline, origin: hasOrigin ? this.showOrigin : null };
    const kept = isSame ? this.cells : new Map<Column, VNode>();
    this.place = now;
    this.cells = new Map(
      columns.map((column) => [column, kept.get(column) ?? cellOf(column, now)]),
    );
    return [...this.cells.values()];
  }

  /** Shows the run from which this one was forked, and lets it stand out. */
  private readonly showOrigin = (): void => {
    const { model, run } = this.props;
    const origin = run.spec.forkOf!.run;
    model.change((view) => ({
      ...(view.shown.includes(origin) ? view : toggleShown(view, origin)),
      focused: origin,
    }));
  };

  private name(): VNode {
    const { model, run, pinned, active, slot, label, brightness, baseline } = this.props;
    const { hovered } = this.state;
    return (
      <span class="name-cell">
        <input
          type="checkbox"
          tabIndex={-1}
          checked={slot !== undefined}
          aria-label={`Show ${label}`}
          onClick={(event) => event.stopPropagation()}
          onChange={() => model.change((old) => toggleShown(old, run.id))}
        />
        {slot === undefined ? (
          <span class="marker" />
        ) : (
          <RunMarker style={runStyle(slot, brightness)} />
        )}
        <span class="name-text">{label}</span>
        <AlertSign runs={[run]} />
        {baseline?.id === run.id && <span class="muted">baseline</span>}
        {(hovered || active || pinned) && this.actions()}
      </span>
    );
  }

  /** What can be done to the run: only where it could be seen, since buttons make most of a row's elements. */
  private actions(): VNode {
    const { model, run, pinned, label, baseline, edit } = this.props;
    return (
      <span class={`row-actions ${pinned ? 'pinned' : ''}`}>
        {run.log === undefined && (
          <IconButton
            icon="edit"
            label={`Name, Tag or Note ${label}… (e)`}
            onClick={(event) => {
              event.stopPropagation();
              edit(run);
            }}
          />
        )}
        {run.log === undefined && isEnded(run.status) && (
          <IconButton
            icon="trash"
            label={`Delete ${label} (Delete)`}
            onClick={(event) => {
              event.stopPropagation();
              model.control.delete([run.id]);
            }}
          />
        )}
        <IconButton
          icon="target"
          label={
            baseline?.id === run.id
              ? `Compare with ${label} No Longer (b)`
              : `Compare with ${label} as Baseline (b)`
          }
          onClick={(event) => {
            event.stopPropagation();
            model.change((old) => toggleBaseline(old, run.id));
          }}
        />
        <IconButton
          icon={pinned ? 'pinned' : 'pin'}
          label={`${pinned ? 'Unpin' : 'Pin'} ${label} (p)`}
          onClick={(event) => {
            event.stopPropagation();
            model.control.togglePin(run);
          }}
        />
      </span>
    );
  }
}

/** The whole name, and what the person wrote about the run. */
const nameTooltip = (label: string, { annotations }: Run): string =>
  [label, annotations?.tags.map((tag) => `#${tag}`).join(' '), annotations?.note]
    .filter(Boolean)
    .join('\n');
