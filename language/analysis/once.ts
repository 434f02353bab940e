/**
 * As `make`, but worked out once for each object and kept for as long as that is. For values that never change:
 * trees, programs, bodies. So lints, hovers and lenses that ask the same of a program share one answer.
 *
 * The answer is kept on the object, out of sight of copies and comparisons: a WeakMap, whose entries V8 takes for
 * live when it collects what is young, would have every version of a text that is typed copied about for nothing.
 */
export function oncePer<K extends object, V>(make: (of: K) => V): (of: K) => V {
  const place = Symbol();
  return (of) => {
    const holder = of as { readonly [place]?: { readonly value: V } };
    let known = holder[place];
    if (!known) {
      known = { value: make(of) };
      Object.defineProperty(of, place, { value: known });
    }
    return known.value;
  };
}

/** As `make`, with the answers kept for as long as the function is that this gives: there are many of those. */
export function oncePerNode<K extends { readonly id: number }, V>(
  make: (of: K) => V,
): (of: K) => V {
  const kept = new Map<number, V>();
  return (of) => {
    let known = kept.get(of.id);
    if (known === undefined) {
      known = make(of);
      kept.set(of.id, known);
    }
    return known;
  };
}
