/** Points of one metric that have a partner in another, in the order of the other's values. */
export interface Joined {
  /** Their places in the first metric. */
  readonly indices: Uint32Array;
  /** The other's values there, ascending. */
  readonly xs: Float64Array;
}

interface Stepped {
  readonly steps: Float64Array;
  readonly values: Float32Array;
}

/**
 * Joins two metrics on their steps, which must ascend in both: a point's partner is what the other metric logged last at
 * the same step. Without one, or with one that is not finite, a point has no place. Those of the same x stay in order.
 */
export function joinOnSteps(points: Stepped, other: Stepped): Joined {
  const { steps } = points;
  const indices = new Uint32Array(steps.length);
  const xs = new Float64Array(steps.length);
  let count = 0;
  let ascends = true;
  let at = 0;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    while (at + 1 < other.steps.length && other.steps[at + 1]! <= step) at++;
    const x = other.steps[at] === step ? other.values[at]! : NaN;
    if (!Number.isFinite(x)) continue;
    if (count > 0 && x < xs[count - 1]!) ascends = false;
    indices[count] = i;
    xs[count++] = x;
  }
  const joined = { indices: indices.slice(0, count), xs: xs.slice(0, count) };
  return ascends ? joined : sorted(joined);
}

function sorted({ indices, xs }: Joined): Joined {
  const order = Uint32Array.from(xs.keys()).sort((a, b) => xs[a]! - xs[b]! || a - b);
  return {
    indices: Uint32Array.from(order, (i) => indices[i]!),
    xs: Float64Array.from(order, (i) => xs[i]!),
  };
}
