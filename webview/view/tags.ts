/** The groups that come first, in the order in which a person reads a run. */
const FIRST_GROUPS = ['train', 'val', 'optimizer'];

export interface TagGroup {
  readonly name: string;
  readonly tags: readonly string[];
}

const groupOf = (tag: string): string => (tag.includes('/') ? tag.slice(0, tag.indexOf('/')) : '');

/**
 * Tags by what stands before their first slash, in a fixed order that does not depend on which run came first.
 * Each word of the filter must occur in a tag for it to stay.
 */
export function groupTags(tags: Iterable<string>, filter: string): TagGroup[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, string[]>();
  for (const tag of [...new Set(tags)].sort(compareTags)) {
    if (!words.every((word) => tag.toLowerCase().includes(word))) continue;
    const name = groupOf(tag);
    groups.set(name, [...(groups.get(name) ?? []), tag]);
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
