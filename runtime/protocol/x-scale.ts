/** The x of a series' points, the same at both ends of the wire: the panel places what it holds, the supervisor the rest. */

/** How x follows from what was logged. `Tag`: how another metric of the run is named. */
export type XScale<Tag = number> = LoggedScale | { readonly kind: 'metric'; readonly tag: Tag };

/** What a point says of its own place. */
export type LoggedScale =
  | { readonly kind: 'step' }
  /** Seconds since a wall time; 0: since 1970. */
  | { readonly kind: 'time'; readonly zero: number }
  /** Epochs done, a step being its share of one. */
  | { readonly kind: 'epoch'; readonly batches: number }
  /** Examples seen. The last batch of an epoch holds what is left of them. */
  | {
      readonly kind: 'samples';
      readonly batch: number;
      readonly batches: number;
      readonly examples: number;
    };

/** How long an epoch is. */
export interface Epoch {
  /** Steps in it. */
  readonly batches: number;
  readonly examples: number;
}

type Samples = Extract<LoggedScale, { kind: 'samples' }>;

/** The examples that a run has seen after a step. */
export const samplesAfter = (step: number, { batch, batches, examples }: Samples): number =>
  Math.floor(step / batches) * examples + Math.min((step % batches) * batch, examples);

/** Places points one after the other: times never run backwards, even where the clock was set back. */
export function placing(scale: LoggedScale): (step: number, wallTime: number) => number {
  switch (scale.kind) {
    case 'step':
      return (step) => step;
    case 'epoch':
      return (step) => step / scale.batches;
    case 'samples':
      return (step) => samplesAfter(step, scale);
    case 'time': {
      let latest = -Infinity;
      return (_, time) => (latest = Math.max(latest, time - scale.zero));
    }
  }
}

/** The x of every point; ascending where the steps are. */
export function placesOf(
  { steps, wallTimes }: { readonly steps: Float64Array; readonly wallTimes: Float64Array },
  scale: LoggedScale,
): Float64Array {
  if (scale.kind === 'step') return steps;
  const place = placing(scale);
  return steps.map((step, i) => place(step, wallTimes[i]!));
}
