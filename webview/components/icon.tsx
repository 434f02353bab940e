import type { VNode } from 'preact';
import { markerPath, type RunStyle } from '../runs/palette';

/** A codicon. It says nothing to screen readers: what it stands for must be in words beside it. */
export const Icon = ({ name, class: className = '' }: { name: string; class?: string }): VNode => (
  <span class={`codicon codicon-${name} ${className}`} aria-hidden="true" />
);

/** A run's marker in its colour, as at the end of its lines. */
export const RunMarker = ({ style }: { style: RunStyle }): VNode => (
  <svg class="marker" viewBox="-5 -5 10 10" aria-hidden="true">
    <path d={markerPath(style.marker, 4)} fill={style.color} fill-rule="evenodd" />
  </svg>
);

/** A piece of a run's line as charts draw it: colour, dash and marker. */
export const LineSample = ({ style }: { style: RunStyle }): VNode => (
  <svg class="line-sample" viewBox="-13 -5 26 10" aria-hidden="true">
    <path
      d="M-13,0H13"
      fill="none"
      stroke={style.color}
      stroke-width="1.5"
      stroke-dasharray={style.dash.join(' ')}
    />
    <path d={markerPath(style.marker, 4)} fill={style.color} fill-rule="evenodd" />
  </svg>
);

interface IconButtonProps {
  readonly icon: string;
  readonly label: string;
  readonly pressed?: boolean;
  /** It opens a menu, which is open or not. */
  readonly expanded?: boolean;
  onClick(event: MouseEvent): void;
}

/** An action as VS Code shows them in title bars: an icon whose tooltip says what it does. */
export const IconButton = ({ icon, label, pressed, expanded, onClick }: IconButtonProps): VNode => (
  <button
    type="button"
    class="icon-button"
    title={label}
    aria-label={label}
    aria-pressed={pressed}
    aria-haspopup={expanded === undefined ? undefined : 'menu'}
    aria-expanded={expanded}
    onClick={onClick}
  >
    <Icon name={icon} />
  </button>
);
