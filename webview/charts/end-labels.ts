import { formatNumber } from '../../runtime/protocol/words';
import * as layout from './layout';
import type { DrawnLine } from './line';
import type { EndLabel } from './paint';
import type { Projection } from './projection';
import { spreadLabels } from './spread-labels';

const LABEL_SPACING = 13;

/** An average letter of the axis' font, in CSS pixels. */
const LETTER = 6;
/** Marker and gaps beside a label. */
const BESIDE = 22;

/** The last values of the lines, with their names where there is room, moved apart so that each can be read. Those of dimmed lines give way first. */
export function endLabels(
  drawn: readonly DrawnLine[],
  at: Projection,
  gutter: number = layout.GUTTER,
): EndLabel[] {
  const ended = drawn
    .filter(({ end }) => end !== null)
    .sort((a, b) => Number(a.line.dimmed) - Number(b.line.dimmed));
  const places = spreadLabels(
    ended.map(({ end }) => at.y(end!.y)),
    LABEL_SPACING * at.ratio,
    at.top,
    at.bottom,
  );
  const names = tellingNames(ended.map(({ line }) => line.label));
  return ended.flatMap(({ line, end }, i) => {
    const y = places[i];
    if (y === null || y === undefined) return [];
    return [{ line, text: textOf(names[i]!, formatNumber(end!.y), drawn.length, gutter), y }];
  });
}

/** Names without the parts that all of them begin with. */
function tellingNames(labels: readonly string[]): string[] {
  if (labels.length < 2) return [...labels];
  const parts = labels.map((label) => label.split(PART));
  let common = 0;
  while (parts.every((each) => each.length > common + 1 && each[common] === parts[0]![common]))
    common++;
  return parts.map((each) => each.slice(common).join(PART));
}
/** What stands between the parts of a run's name. */
const PART = ' · ';

/** A name says nothing where there is only one line. */
function textOf(name: string, value: string, lines: number, gutter: number): string {
  const letters = Math.floor((gutter - BESIDE) / LETTER) - value.length - 1;
  if (lines < 2 || gutter === layout.GUTTER || letters < 3) return value;
  return `${value} ${name.length <= letters ? name : `${name.slice(0, letters - 1)}…`}`;
}
