import { Recent } from './recent';
import { LOSS, type Rule } from './rule';

/** Logged steps that show where a run began: enough to know how much its loss is tossed about. */
const BEGINNING = 10;
/** So many logged steps in a row above all bounds: a bump after the first steps of Adam is over by then. */
const BLOWN = 10;
/** How far above its beginning a loss must be: three times as high, for one that is positive. */
const FAR = 2;
/** And so many times what it was tossed about by. */
const TOSSED = 5;
/** So many logged steps in a row, on a usual run of 500 a twenty-fifth of it, none of which came back. */
const LOST = 20;
/** What must be lost of all that was gained: spikes in large-step training lose less, or soon come back. */
const SHARE = 0.5;
/** What must have been gained for its loss to mean something, as a share of the first loss. */
const GAINED = 0.1;

/** The training loss has left where it began, upwards, or has lost half of what was gained; and stays there. */
export const divergence: Rule<'divergence'> = {
  kind: 'divergence',
  watch: () => {
    const beginning: number[] = [];
    const blown = new Recent(BLOWN);
    const recent = new Recent(LOST);
    let best = Infinity;
    return ({ metrics }) => {
      const loss = metrics[LOSS];
      if (loss === undefined || !Number.isFinite(loss)) return null;
      if (beginning.length < BEGINNING) beginning.push(loss);
      blown.add(loss);
      recent.add(loss);
      if (recent.isFull) best = Math.min(best, recent.middle);
      const first = beginning[0]!;
      const tossed = Math.max(...beginning) - Math.min(...beginning);
      const far = first + Math.max(FAR * Math.abs(first), TOSSED * tossed);
      if (beginning.length === BEGINNING && blown.isFull && blown.lowest > far)
        return { kind: 'divergence', tag: LOSS, value: loss, from: first };
      const gained = first - best;
      const isLost = gained > GAINED * Math.abs(first) && recent.lowest > best + SHARE * gained;
      return isLost ? { kind: 'divergence', tag: LOSS, value: loss, from: best } : null;
    };
  },
};
