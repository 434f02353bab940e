import { formatNumber } from '../../runtime/protocol/words';
import type { DrawnLine } from './line';
import type { EndLabel, Projection } from './paint';
import { spreadLabels } from './spread-labels';

const LABEL_SPACING = 13;

/** The last values of the lines, moved apart so that each can be read. Those of dimmed lines give way first. */
export function endLabels(drawn: readonly DrawnLine[], at: Projection): EndLabel[] {
  const ended = drawn
    .filter(({ end }) => end !== null)
    .sort((a, b) => Number(a.line.dimmed) - Number(b.line.dimmed));
  const places = spreadLabels(
    ended.map(({ end }) => at.y(end!.y)),
    LABEL_SPACING * at.ratio,
    at.top,
    at.bottom,
  );
  return ended.flatMap(({ line, end }, i) => {
    const y = places[i];
    return y === null || y === undefined ? [] : [{ line, text: formatNumber(end!.y), y }];
  });
}
