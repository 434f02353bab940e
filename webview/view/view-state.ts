import { SPREADS, type Spread } from '../../runtime/protocol/mean';
import type { Grouping } from '../runs/grouping';
import { hasZero, parseAxis, X_AXES, type XAxis } from '../series/x-axis';
import { parseScatters, type Scatter } from '../scatter/choice';
import type { ColumnChoice } from '../table/columns';
import type { Sort } from '../table/rows';
import { INITIAL_CARDS, parseCardsView, type CardsView } from './cards-view';
import { SMOOTHERS, withStrength, type SmoothingChoice } from './smoothing';
import type { Zoom } from './zoom';

export type TableMode = 'open' | 'folded' | 'full';
const TABLE_MODES: readonly TableMode[] = ['open', 'folded', 'full'];

/** How the table of runs is laid out. */
export interface TableView {
  readonly sort: Sort | null;
  /** An expression over the columns. */
  readonly filter: string;
  readonly onlyDiffering: boolean;
  readonly columns: ColumnChoice;
  /** Runs that stay on top. */
  readonly pinned: readonly string[];
  readonly foldedGroups: readonly string[];
}

/** What a panel remembers across hide, reload and restart; everything else it fetches again. Plain JSON. */
export interface ViewState extends SmoothingChoice {
  readonly store: string | null;
  /** Runs whose series are fetched, in the order of their chips. */
  readonly shown: readonly string[];
  /** Colour and marker of each run: kept for as long as it is shown, whatever becomes of the others. */
  readonly slots: Readonly<Record<string, number>>;
  /** Shown runs whose lines are switched off. */
  readonly hidden: readonly string[];
  /** The run that stands out; null: all alike. */
  readonly focused: string | null;
  readonly axis: XAxis;
  /** Of all charts. */
  readonly zoom: Zoom;
  /** Of single charts, by their metric, while they are not linked. */
  readonly zooms: Readonly<Record<string, Zoom>>;
  /** Crosshair and zoom are those of all charts. */
  readonly linked: boolean;
  /** Of the y-axis. */
  readonly log: boolean;
  readonly logX: boolean;
  readonly filter: string;
  readonly foldedGroups: readonly string[];
  readonly table: TableMode;
  readonly rows: TableView;
  /** By what runs are taken together; null: each for itself. */
  readonly grouping: Grouping | null;
  /** How runs that are taken together are drawn: their mean with a band, or as lines of their own. */
  readonly spread: Spread | 'lines';
  /** The run that the others are compared with; null: none. */
  readonly baseline: string | null;
  /** The legend takes as much room as it needs. */
  readonly wholeLegend: boolean;
  /** Charts of a setting against a metric, with a point for each run. */
  readonly scatters: readonly Scatter[];
  readonly cards: CardsView;
}

export const INITIAL_VIEW: ViewState = {
  store: null,
  shown: [],
  slots: {},
  hidden: [],
  focused: null,
  axis: 'step',
  zoom: null,
  zooms: {},
  linked: true,
  smoother: 'average',
  smoothing: 0,
  width: 0,
  log: false,
  logX: false,
  filter: '',
  foldedGroups: [],
  table: 'open',
  rows: {
    sort: null,
    filter: '',
    onlyDiffering: false,
    columns: {},
    pinned: [],
    foldedGroups: [],
  },
  grouping: null,
  spread: 'range',
  baseline: null,
  wholeLegend: false,
  scatters: [],
  cards: INITIAL_CARDS,
};

/** Reads what was saved, perhaps by another version: whatever does not fit falls back to its default. */
export function parseViewState(saved: unknown): ViewState {
  if (typeof saved !== 'object' || saved === null) return INITIAL_VIEW;
  const from = record(saved);
  const shown = texts(from.shown);
  const slots = Object.entries(record(from.slots));
  const state: ViewState = {
    store: text(from.store),
    shown,
    slots: Object.fromEntries(
      slots.filter(
        (entry): entry is [string, number] =>
          shown.includes(entry[0]) && Number.isInteger(entry[1]) && Number(entry[1]) >= 0,
      ),
    ),
    hidden: texts(from.hidden).filter((run) => shown.includes(run)),
    focused: text(from.focused),
    axis: parseAxis(from.axis) ?? INITIAL_VIEW.axis,
    zoom: parseZoom(from.zoom),
    zooms: Object.fromEntries(
      Object.entries(record(from.zooms)).map(([tag, zoom]) => [tag, parseZoom(zoom)]),
    ),
    linked: from.linked !== false,
    ...parseSmoothing(from),
    log: from.log === true,
    logX: from.logX === true,
    filter: text(from.filter) ?? '',
    foldedGroups: texts(from.foldedGroups),
    table: TABLE_MODES.find((mode) => mode === from.table) ?? INITIAL_VIEW.table,
    rows: parseTableView(record(from.rows)),
    grouping: text(from.grouping),
    spread:
      from.spread === 'lines'
        ? 'lines'
        : (SPREADS.find((spread) => spread === from.spread) ?? INITIAL_VIEW.spread),
    baseline: text(from.baseline),
    wholeLegend: from.wholeLegend === true,
    scatters: parseScatters(from.scatters),
    cards: parseCardsView(record(from.cards)),
  };
  return showRuns(state, state.store, shown);
}

function parseZoom(saved: unknown): Zoom {
  const zoom: unknown[] = Array.isArray(saved) ? saved : [];
  const [low, high] = [number(zoom[0]), number(zoom[1])];
  return low !== null && high !== null && low < high ? [low, high] : null;
}

function parseSmoothing(from: Record<string, unknown>): SmoothingChoice {
  const of = (smoother: SmoothingChoice['smoother'], saved: unknown): SmoothingChoice =>
    withStrength({ smoother, smoothing: 0, width: 0 }, number(saved) ?? 0);
  return {
    smoother: SMOOTHERS.find((smoother) => smoother === from.smoother) ?? INITIAL_VIEW.smoother,
    smoothing: of('average', from.smoothing).smoothing,
    width: of('gaussian', from.width).width,
  };
}

function parseTableView(from: Record<string, unknown>): TableView {
  const sort = record(from.sort);
  const column = text(sort.column);
  return {
    sort: column === null ? null : { column, descending: sort.descending === true },
    filter: text(from.filter) ?? '',
    onlyDiffering: from.onlyDiffering === true,
    columns: Object.fromEntries(
      Object.entries(record(from.columns)).filter(
        (entry): entry is [string, boolean] => typeof entry[1] === 'boolean',
      ),
    ),
    pinned: texts(from.pinned),
    foldedGroups: texts(from.foldedGroups),
  };
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const number = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** Changes how the table of runs is laid out. */
export const changeRows = (state: ViewState, rows: Partial<TableView>): ViewState => ({
  ...state,
  rows: { ...state.rows, ...rows },
});

/** A list with the item where it was not, without it where it was. */
export const toggled = (items: readonly string[], item: string): string[] =>
  items.includes(item) ? items.filter((other) => other !== item) : [...items, item];

/** Shows a run of the store, or no longer. */
export const toggleShown = (state: ViewState, run: string): ViewState =>
  showRuns(state, state.store, toggled(state.shown, run));

/** Shows exactly these runs; those that were shown before keep colour and marker. */
export function showRuns(
  state: ViewState,
  store: string | null,
  runs: readonly string[],
): ViewState {
  const sameStore = state.store === store;
  const shown = [...new Set(runs)];
  const slots: Record<string, number> = {};
  for (const run of shown) {
    const slot = sameStore ? state.slots[run] : undefined;
    if (slot !== undefined) slots[run] = slot;
  }
  const taken = new Set(Object.values(slots));
  for (const run of shown) {
    if (slots[run] !== undefined) continue;
    let slot = 0;
    while (taken.has(slot)) slot++;
    taken.add(slot);
    slots[run] = slot;
  }
  const stays = (run: string): boolean => sameStore && shown.includes(run);
  return {
    ...state,
    store,
    shown,
    slots,
    hidden: state.hidden.filter(stays),
    focused: state.focused !== null && stays(state.focused) ? state.focused : null,
    baseline: state.baseline !== null && stays(state.baseline) ? state.baseline : null,
    rows: sameStore ? state.rows : { ...state.rows, filter: '', pinned: [], foldedGroups: [] },
    ...(sameStore && shown.some((run) => state.shown.includes(run)) ? {} : UNZOOMED),
  };
}

/** Switches a shown run's lines off or on. */
export const toggleHidden = (state: ViewState, run: string): ViewState => ({
  ...state,
  hidden: toggled(state.hidden, run),
});

/** Switches the lines of all of these off, or on where all are off. */
export function toggleAllHidden(state: ViewState, runs: readonly string[]): ViewState {
  const others = state.hidden.filter((run) => !runs.includes(run));
  const allOff = runs.every((run) => state.hidden.includes(run));
  return { ...state, hidden: allOff ? others : [...others, ...runs] };
}

/** Compares with a run, which is shown for it; with none where it was that one. */
export function toggleBaseline(state: ViewState, run: string): ViewState {
  if (state.baseline === run) return { ...state, baseline: null };
  const shown = state.shown.includes(run)
    ? state
    : showRuns(state, state.store, [...state.shown, run]);
  return { ...shown, baseline: run };
}

/** A zoom is in the unit of its axis, so it ends with it. */
export const changeAxis = (state: ViewState, axis: XAxis): ViewState =>
  axis === state.axis ? state : { ...state, axis, ...UNZOOMED };

/** The axis after one in the circle; after another metric comes the first. */
export const nextAxis = (axis: XAxis): XAxis =>
  X_AXES[(X_AXES.findIndex((each) => each === axis) + 1) % X_AXES.length]!;

/** Whether the x-axis is logarithmic. */
export const isLogX = ({ axis, logX }: ViewState): boolean => logX && hasZero(axis);

const UNZOOMED = { zoom: null, zooms: {} } as const;
