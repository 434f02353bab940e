import { isShownKind, UNSHOWN_KINDS, type ContentKind } from '../../runtime/protocol/summaries';
import type { PanelModel } from '../panel-model';
import { matchesFilter } from '../view/tags';
import type { TagOfRuns } from './summary-book';

/** What the shown runs log besides scalars, as the filter leaves it. */
const tagsOf = ({ summaries, view, shownRuns }: PanelModel): TagOfRuns[] =>
  summaries
    .tags(shownRuns.map(({ id }) => id).filter((id) => !view.hidden.includes(id)))
    .filter(({ tag }) => matchesFilter(tag, view.filter));

/** The tags that have cards. */
export const shownTags = (model: PanelModel): TagOfRuns<ContentKind>[] =>
  tagsOf(model).filter((each): each is TagOfRuns<ContentKind> => isShownKind(each.kind));

const NAMES = { audio: 'audio', mesh: 'meshes' } as const;
/** Tags that are named; of more it is said how many there are. */
const MOST_NAMED = 3;

/** What is logged and not shown, in a sentence; null where that is nothing. */
export function unshownWords(model: PanelModel): string | null {
  const tags = tagsOf(model);
  const parts = UNSHOWN_KINDS.flatMap((kind) => {
    const own = tags.filter((each) => each.kind === kind).map(({ tag }) => tag);
    if (own.length === 0) return [];
    const more = own.length - MOST_NAMED;
    const named = own.slice(0, MOST_NAMED).join(', ');
    return [`${NAMES[kind]} (${named}${more > 0 ? ` and ${more} more` : ''})`];
  });
  return parts.length === 0 ? null : `Logged, too, and not shown here: ${parts.join(' and ')}.`;
}
