import { median } from './recent';
import { GRADIENT, LOSS, RATE, type Rule, type WatchedPlan } from './rule';

/** The share of a run over which nothing may be gained: shorter ones are ordinary on the way down. */
const SHARE = 0.4;
/** And the fewest logged steps, for the mean of a noisy loss to say something. */
const FEWEST_ROWS = 100;
/** Halves of ten blocks each are compared. */
const BLOCKS = 20;
/** What the later half must be lower by, as a share of the loss. Large models gain 1.5 % over such a time, and are well. */
const GAIN = 0.01;
/** Standard errors: a plateau is told when the gain is surely less, not where noise hides what there is. */
const ERRORS = 2;
/** A loss that has come down to this share of the first is where it should be. */
const REACHED = 0.05;
/** And one whose gradient has come down to this share lies at its lowest. */
const AT_REST = 1e-3;
/** A level that is not lower than the first block by more than this share: the loss has not begun to fall. */
const STUCK = 0.05;
/** Below this share of its peak a learning rate is meant to gain little. */
const HIGH_RATE = 0.5;

interface Block {
  readonly from: number;
  readonly mean: number;
  /** Of the mean. */
  readonly variance: number;
  readonly gradient: number;
}

/**
 * The training loss has surely gained nothing for two fifths of the run, at a high learning rate. With a schedule that
 * lowers it in the end a level stretch before that is to be expected: then only a loss that never fell is told.
 */
export const plateau: Rule<'plateau'> = {
  kind: 'plateau',
  watch: (plan) => {
    const rowsPerBlock = blockLength(plan);
    let rows: { step: number; loss: number; gradient: number }[] = [];
    let blocks: Block[] = [];
    let first: Block | null = null;
    let peak = 0;
    return ({ step, metrics }) => {
      const { [LOSS]: loss, [RATE]: rate, [GRADIENT]: gradient } = metrics;
      if (loss === undefined || rate === undefined || gradient === undefined) return null;
      peak = Math.max(peak, rate);
      if (rate < HIGH_RATE * peak || step <= plan.warmup) {
        rows = [];
        blocks = [];
        return null;
      }
      rows.push({ step, loss, gradient });
      if (rows.length < rowsPerBlock) return null;
      const block = blockOf(rows);
      rows = [];
      first ??= block;
      blocks = [...blocks, block].slice(-BLOCKS);
      if (blocks.length < BLOCKS) return null;
      const level = average(({ mean }) => mean, blocks);
      const { gain, error } = gainOver(blocks);
      const bound = GAIN * Math.abs(level);
      const isLevel = error < bound && gain + error < bound;
      const isReached = level <= REACHED * Math.abs(first.mean);
      const isAtRest = median(blocks.map((each) => each.gradient)) < AT_REST * first.gradient;
      const margin = STUCK * Math.abs(first.mean) + ERRORS * Math.sqrt(first.variance);
      const stuck = level > first.mean - margin;
      if (!isLevel || isReached || isAtRest || (plan.decays && !stuck)) return null;
      const since = stuck ? first.from : blocks[0]!.from;
      return { kind: 'plateau', tag: LOSS, value: level, since, stuck };
    };
  },
};

const blockLength = ({ steps, logEvery }: WatchedPlan): number =>
  Math.ceil(Math.max(FEWEST_ROWS, (SHARE * steps) / logEvery) / BLOCKS);

function blockOf(rows: readonly { step: number; loss: number; gradient: number }[]): Block {
  const count = rows.length;
  const mean = rows.reduce((sum, { loss }) => sum + loss, 0) / count;
  const spread = rows.reduce((sum, { loss }) => sum + (loss - mean) ** 2, 0) / (count - 1);
  const gradient = median(rows.map((row) => row.gradient));
  return { from: rows[0]!.step, mean, variance: spread / count, gradient };
}

/** By how much the later half is lower than the earlier one, and how far off that may be. */
function gainOver(blocks: readonly Block[]): { readonly gain: number; readonly error: number } {
  const half = blocks.length / 2;
  const mean = (block: Block): number => block.mean;
  const gain = average(mean, blocks.slice(0, half)) - average(mean, blocks.slice(half));
  const variance = (2 / half) * average((block) => block.variance, blocks);
  return { gain, error: ERRORS * Math.sqrt(variance) };
}

const average = (of: (block: Block) => number, blocks: readonly Block[]): number =>
  blocks.reduce((sum, block) => sum + of(block), 0) / blocks.length;
