/** What a key does in the table of runs, to the row that it stands on. */
const KEYS = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'first',
  End: 'last',
  ' ': 'show',
  Enter: 'focus',
  p: 'pin',
  h: 'hide',
  b: 'baseline',
  e: 'edit',
  F2: 'edit',
  Delete: 'delete',
} as const;
export type TableKey = (typeof KEYS)[keyof typeof KEYS];

export const tableKey = (event: {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}): TableKey | null =>
  event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)
    ? null
    : KEYS[event.key as keyof typeof KEYS];
