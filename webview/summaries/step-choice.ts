import type { ContentKind } from '../../runtime/protocol/summaries';
import type { PanelModel } from '../panel-model';
import { followNewest, lookAt } from '../view/cards-view';

/** Where a card stands among the steps of its tag. */
export interface StepChoice {
  readonly at: number;
  readonly follows: boolean;
  choose(at: number | null): void;
}

/** The step that the person chose for a card, or the newest; kept for as long as the panel is. */
export function stepChoice(model: PanelModel, card: string, steps: readonly number[]): StepChoice {
  const chosen = model.view.cards.steps[card];
  const found = chosen === undefined ? -1 : steps.findIndex((step) => step >= chosen);
  const follows = found < 0;
  return {
    at: follows ? Math.max(0, steps.length - 1) : found,
    follows,
    choose: (at) =>
      model.change((view) =>
        at === null ? followNewest(view, card) : lookAt(view, card, steps[at]!),
      ),
  };
}

/** What cards are called in the view's state. */
export const cardKey = (kind: ContentKind, tag: string, run: string | null): string =>
  JSON.stringify([kind, tag, run]);
