import { HISTOGRAM_VIEWS, type HistogramView } from '../summaries/paint-histograms';
import type { ViewState } from './view-state';

/** How cards other than curves are looked at. */
export interface CardsView {
  readonly histograms: HistogramView;
  /** The step that a card stands at, by the card's key; one that is not here follows the newest. */
  readonly steps: Readonly<Record<string, number>>;
}

export const INITIAL_CARDS: CardsView = { histograms: 'ridges', steps: {} };

/** More cards than this nobody has set by hand; those set longest ago go. */
const MOST_STEPS = 200;

/** Reads what was saved: whatever does not fit falls back to its default. */
export function parseCardsView(from: Record<string, unknown>): CardsView {
  const steps = typeof from.steps === 'object' && from.steps !== null ? from.steps : {};
  return {
    histograms:
      HISTOGRAM_VIEWS.find((view) => view === from.histograms) ?? INITIAL_CARDS.histograms,
    steps: Object.fromEntries(
      Object.entries(steps).filter(
        (entry): entry is [string, number] =>
          typeof entry[1] === 'number' && Number.isFinite(entry[1]),
      ),
    ),
  };
}

const withSteps = (state: ViewState, steps: CardsView['steps']): ViewState => ({
  ...state,
  cards: { ...state.cards, steps },
});

/** A card shows what was logged at a step. */
export function lookAt(state: ViewState, card: string, step: number): ViewState {
  const others = Object.entries(state.cards.steps).filter(([key]) => key !== card);
  return withSteps(state, Object.fromEntries([...others.slice(1 - MOST_STEPS), [card, step]]));
}

/** A card shows what was logged last, and what will be. */
export const followNewest = (state: ViewState, card: string): ViewState =>
  withSteps(
    state,
    Object.fromEntries(Object.entries(state.cards.steps).filter(([key]) => key !== card)),
  );
