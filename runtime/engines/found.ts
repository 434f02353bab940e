/** What a cache holds for a key; made and kept when it is asked for the first time. */
export const found = <K, V>(cache: Map<K, V>, key: K, make: () => V): V => {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
};
