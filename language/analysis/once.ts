/**
 * As `make`, but worked out once for each object and kept for as long as that is. For values that never change:
 * trees, programs, bodies. So lints, hovers and lenses that ask the same of a program share one answer.
 */
export function oncePer<K extends object, V>(make: (of: K) => V): (of: K) => V {
  const kept = new WeakMap<K, { readonly value: V }>();
  return (of) => {
    let known = kept.get(of);
    if (!known) {
      known = { value: make(of) };
      kept.set(of, known);
    }
    return known.value;
  };
}
