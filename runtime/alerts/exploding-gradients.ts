import { median, Recent } from './recent';
import { GRADIENT, LOSS, type Rule, type WatchedPlan, type WatchedRow } from './rule';

/** Logged steps that are looked at together. */
const BLOCK = 10;
/** So many of them must stand out: a single spike is what clipping is for, and passes. */
const SPIKES = 3;
/** Times the usual. Gradients of healthy runs grow by some ten times, as when a plateau ends. */
const TIMES = 100;
/** Blocks that say what is usual; the first of them show how large gradients are in this run at all. */
const BLOCKS = 10;
const FEWEST_BLOCKS = 2;
/** Near an optimum gradients are tiny, and any step away from it makes them many times larger, to no harm. */
const OF_FIRST = 0.01;

interface Block {
  readonly gradient: number;
  readonly loss: number;
}

/** Gradients are a hundred times what they were, again and again, and the loss is the higher for it. */
export const explodingGradients: Rule<'exploding-gradients'> = {
  kind: 'exploding-gradients',
  watch: (plan) => {
    const gradients = new Recent(BLOCK);
    const losses = new Recent(BLOCK);
    let blocks: Block[] = [];
    let first = NaN;
    let usual: Block = { gradient: Infinity, loss: Infinity };
    let rows = 0;
    return (row) => {
      const { [GRADIENT]: gradient, [LOSS]: loss } = row.metrics;
      if (gradient === undefined || loss === undefined) return null;
      gradients.add(gradient);
      losses.add(loss);
      const bound = TIMES * Math.max(usual.gradient, OF_FIRST * first);
      const found =
        gradient > bound &&
        gradients.values.filter((each) => each > bound).length >= SPIKES &&
        losses.middle > usual.loss;
      if (++rows % BLOCK === 0) {
        blocks = [...blocks, { gradient: gradients.middle, loss: losses.middle }].slice(-BLOCKS);
        if (Number.isNaN(first)) first = gradients.middle;
        if (blocks.length >= FEWEST_BLOCKS)
          usual = {
            gradient: median(blocks.map((block) => block.gradient)),
            loss: median(blocks.map((block) => block.loss)),
          };
      }
      return found
        ? {
            kind: 'exploding-gradients',
            value: gradient,
            usual: bound / TIMES,
            parameter: largestPart(plan, row),
          }
        : null;
    };
  },
};

function largestPart({ parameters }: WatchedPlan, { norms }: WatchedRow): string | null {
  if (norms === null || parameters.length < 2) return null;
  return parameters[norms.gradient.indexOf(Math.max(...norms.gradient))]?.name ?? null;
}
