export type KeyAction =
  | 'left'
  | 'right'
  | 'chart-before'
  | 'chart-after'
  | 'zoom-in'
  | 'zoom-out'
  | 'reset-zoom'
  | 'log'
  | 'log-x'
  | 'link'
  | 'smoothing'
  | 'axis'
  | 'pause'
  | 'filter'
  | 'filter-runs'
  | 'differing'
  | 'group'
  | 'baseline'
  | 'export'
  | 'help'
  | 'back';

export const ACTIONS: Readonly<Record<string, KeyAction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'chart-before',
  ArrowDown: 'chart-after',
  '+': 'zoom-in',
  '=': 'zoom-in',
  '-': 'zoom-out',
  '0': 'reset-zoom',
  l: 'log',
  k: 'log-x',
  i: 'link',
  s: 'smoothing',
  x: 'axis',
  ' ': 'pause',
  '/': 'filter',
  f: 'filter-runs',
  d: 'differing',
  g: 'group',
  b: 'baseline',
  w: 'export',
  '?': 'help',
  Escape: 'back',
};

/** What `?` lists. */
export const SHORTCUTS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['←', '→'], does: 'Move the crosshair' },
  { keys: ['↑', '↓'], does: 'Go to the chart before or after' },
  { keys: ['+', '−', '0'], does: 'Zoom in, zoom out, show all' },
  { keys: ['l', 'k'], does: 'Logarithmic y-axis, x-axis' },
  { keys: ['i'], does: 'Link crosshair and zoom of all charts, or let each go its own way' },
  { keys: ['s'], does: 'Smoothing: off, medium, strong' },
  { keys: ['x'], does: 'X-axis: step, relative time, wall time, epoch, samples' },
  { keys: ['g'], does: 'Group runs: not, over seeds, by program' },
  { keys: ['space'], does: 'Pause or resume the highlighted run' },
  { keys: ['b'], does: 'Compare with the run that stands out, or the first' },
  { keys: ['w'], does: 'Export what is on screen (write it out)' },
  { keys: ['/'], does: 'Filter metrics' },
  { keys: ['f'], does: 'Filter runs' },
  { keys: ['d'], does: 'Only the settings in which the runs differ' },
  { keys: ['space', 'p', 'h', 'b'], does: 'In the table: show, pin, hide a run, compare with it' },
  { keys: ['Enter'], does: 'In the table: let a run stand out, fold a group' },
  { keys: ['e', 'F2', 'Delete'], does: 'In the table: name, tag and note a run, delete it' },
  { keys: ['?'], does: 'This list' },
  { keys: ['Esc'], does: 'Back: clear the crosshair, the highlight or the filter' },
];

/** Where the focus is. */
export type KeyPlace = 'chart' | 'text' | 'button' | 'control';

export interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/**
 * What a key means in the panel; null for none. In a text box all keys but Escape belong to the box, in other
 * controls the arrow keys do, and the space bar presses buttons; keys with modifiers belong to the editor.
 */
export function keyAction(key: Key, at: KeyPlace): KeyAction | null {
  if (key.ctrlKey || key.metaKey || key.altKey) return null;
  const action = ACTIONS[key.key] ?? null;
  if (at === 'text' && action !== 'back') return null;
  if (at === 'control' && key.key.startsWith('Arrow')) return null;
  if (at !== 'chart' && key.key === ' ') return null;
  return action;
}
