type Value = string | number | boolean | null;

/** Something that items are compared in. */
export type Trait<T> = (item: T) => Value;

/**
 * Puts together the items that agree in every trait; groups and items stay in the order in which they come. Starts
 * with one group and splits off, trait by trait, what differs from its group's first item, so that items that agree
 * cost one comparison a trait, and one that is alone costs nothing more.
 */
export function groupAlike<T>(items: readonly T[], traits: readonly Trait<T>[]): T[][] {
  const groupOf = new Int32Array(items.length);
  const firsts = items.length > 0 ? [0] : [];
  const sizes = [items.length];
  let undecided = Array.from(items.keys());
  for (const trait of traits) {
    const expected = new Map<number, Value>();
    const split = new Map<number, Map<Value, number>>();
    for (const i of undecided) {
      const group = groupOf[i]!;
      const value = trait(items[i]!);
      if (firsts[group] === i) expected.set(group, value);
      else if (!Object.is(value, expected.get(group))) {
        let parts = split.get(group);
        if (parts === undefined) split.set(group, (parts = new Map()));
        let part = parts.get(value);
        if (part === undefined) {
          part = firsts.push(i) - 1;
          sizes.push(0);
          parts.set(value, part);
        }
        sizes[group]!--;
        sizes[part]!++;
        groupOf[i] = part;
      }
    }
    if (split.size > 0) undecided = undecided.filter((i) => sizes[groupOf[i]!]! > 1);
    if (undecided.length === 0) break;
  }
  const groups = new Map<number, T[]>();
  items.forEach((item, i) => {
    const group = groups.get(groupOf[i]!);
    if (group) group.push(item);
    else groups.set(groupOf[i]!, [item]);
  });
  return [...groups.values()];
}
