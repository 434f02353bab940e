import { layerOf } from '../graph/activity';
import { Streak } from './recent';
import { DEAD_UNITS, type Rule } from './rule';

/** A layer works with half of its units; with so few it hardly passes anything on. */
const SHARE = 0.8;
/** Validations in a row: units that a large step has put to sleep may wake again. */
const VALIDATIONS = 2;
/** Smaller layers lose so large a share by chance. */
const FEWEST_UNITS = 8;

/** Most units of a layer with rectifiers give 0 for every validation example: no gradient passes through them. */
export const deadUnits: Rule<'dead-units'> = {
  kind: 'dead-units',
  watch: ({ parameters }) => {
    const widths = new Map(parameters.map(({ name, shape }) => [layerOf(name), shape.at(-1) ?? 1]));
    const streaks = new Map<string, Streak>();
    return ({ metrics }) => {
      for (const [tag, share] of Object.entries(metrics)) {
        if (!tag.startsWith(DEAD_UNITS)) continue;
        const layer = tag.slice(DEAD_UNITS.length);
        if ((widths.get(layer) ?? 0) < FEWEST_UNITS) continue;
        const streak = streaks.get(layer) ?? new Streak();
        streaks.set(layer, streak);
        if (streak.count(share >= SHARE) >= VALIDATIONS)
          return { kind: 'dead-units', layer, share };
      }
      return null;
    };
  },
};
