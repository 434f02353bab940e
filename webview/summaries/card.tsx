import type { ComponentChildren, VNode } from 'preact';
import type { Run } from '../../runtime/protocol/runs';
import type { ChartTheme } from '../charts/theme';
import { RunMarker } from '../components/icon';
import type { PanelModel } from '../panel-model';
import { runStyle } from '../runs/palette';

/** What every card is given. */
export interface CardProps {
  readonly model: PanelModel;
  readonly theme: ChartTheme;
  readonly tag: string;
  readonly run: Run;
  /** The run's name; null where only one is shown. */
  readonly label: string | null;
}

interface CardTitleProps {
  readonly model: PanelModel;
  readonly theme: ChartTheme;
  readonly tag: string;
  readonly run: Run | null;
  readonly label: string | null;
  readonly children?: ComponentChildren;
}

export const CardTitle = ({ model, theme, tag, run, label, children }: CardTitleProps): VNode => (
  <header class="card-title">
    <h3>{tag}</h3>
    {run !== null && label !== null && (
      <span class="card-run">
        <RunMarker style={runStyle(model.view.slots[run.id] ?? 0, theme.brightness)} />
        {label}
      </span>
    )}
    {children}
  </header>
);

interface CardStateProps {
  readonly pending: boolean;
  readonly failure: string | null;
  /** There is something to see already. */
  readonly shows: boolean;
  again(): void;
}

/** What stands in a card while there is nothing to see, or less than there should be. */
export function CardState({ pending, failure, shows, again }: CardStateProps): VNode | null {
  if (failure !== null)
    return (
      <p class="card-note" role="status">
        {failure}{' '}
        <button type="button" class="link" onClick={again}>
          Try Again
        </button>
      </p>
    );
  return pending && !shows ? <p class="card-note muted">Reading…</p> : null;
}
