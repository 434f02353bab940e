/** What a key does in the table of runs, to the row that it stands on. */
export const TABLE_KEYS = {
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
export type TableKey = (typeof TABLE_KEYS)[keyof typeof TABLE_KEYS];

export const tableKey = (event: {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}): TableKey | null =>
  event.ctrlKey || event.metaKey || event.altKey || !(event.key in TABLE_KEYS)
    ? null
    : TABLE_KEYS[event.key as keyof typeof TABLE_KEYS];
