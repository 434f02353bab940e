/** The groups that come first, in the order in which a person reads a run. */
const FIRST_GROUPS = ['train', 'val', 'optimizer'];

export interface TagGroup {
  readonly name: string;
  readonly tags: readonly string[];
}

const groupOf = (tag: string): string => (tag.includes('/') ? tag.slice(0, tag.indexOf('/')) : '');

/** Whether each word of a filter occurs in a tag. */
export const matchesFilter = (tag: string, filter: string): boolean =>
  filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => tag.toLowerCase().includes(word));

/**
 * Tags by what stands before their first slash, in a fixed order that does not depend on which run came first.
 * Each word of the filter must occur in a tag for it to stay.
 */
export function groupTags(tags: Iterable<string>, filter: string): TagGroup[] {
  const groups = new Map<string, string[]>();
  for (const tag of [...new Set(tags)].sort(compareTags)) {
    if (!matchesFilter(tag, filter)) continue;
    const name = groupOf(tag);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [tag]);
    else group.push(tag);
  }
  const rank = (name: string): number => FIRST_GROUPS.indexOf(name) + 1 || FIRST_GROUPS.length + 1;
  return [...groups]
    .map(([name, members]) => ({ name, tags: members }))
    .sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
}

/** A group's loss leads, the rest follows by name. */
function compareTags(a: string, b: string): number {
  const isLoss = (tag: string): number => (tag.endsWith('/loss') ? 0 : 1);
  return isLoss(a) - isLoss(b) || (a < b ? -1 : 1);
}
