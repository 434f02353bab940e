import type { PanelModel } from '../panel-model';
import { matchesFilter } from '../view/tags';
import type { TagOfRuns } from './summary-book';

/** The tags that the shown runs log besides scalars, as the filter leaves them. */
export const shownTags = ({ summaries, view, shownRuns }: PanelModel): TagOfRuns[] =>
  summaries
    .tags(shownRuns.map(({ id }) => id).filter((id) => !view.hidden.includes(id)))
    .filter(({ tag }) => matchesFilter(tag, view.filter));
