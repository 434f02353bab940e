import { suppress } from '../check/suppress';
import { CODES } from '../codes';
import type { Diagnostic } from '../diagnostics';
import type { Program } from '../ir/program';
import { atLevels, type LintLevels } from '../lints';
import { Subject } from '../lints/subject';
import { parse } from '../syntax/parser';
import { movesWithoutGradient } from './p1-moves-without-gradient';
import { climbs } from './p2-climbs';
import { drift } from './p3-drift';
import { response } from './p4-response';
import { tensors } from './p5-tensors';
import { breaksDown } from './p6-breaks-down';
import type { Probe } from './probe';
import { OutOfWork, Trial } from './trial';

export type { Probe } from './probe';

/** Every probe, in the order of their codes. */
export const PROBES: readonly Probe[] = [
  movesWithoutGradient,
  climbs,
  drift,
  response,
  tensors,
  breaksDown,
];

/**
 * Runs a checked program on canned inputs and says what shows, in the order of the text. Takes up to a few seconds
 * for a long program, so it belongs in a thread of its own; what takes more is left off. The same program is always
 * told the same.
 *
 * @param source the text that the program was read from
 * @param levels how findings are to be reported, by code
 */
export function probe(
  source: string,
  program: Program,
  levels: LintLevels = {},
): readonly Diagnostic[] {
  const { tree } = parse(source);
  const trial = new Trial(new Subject(source, tree, [], program));
  const found = findings(
    trial,
    PROBES.filter(({ code }) => levels[code] !== 'off'),
  );
  return suppress(source, tree.comments, atLevels(found, levels))
    .slice()
    .sort((a, b) => a.span.start - b.span.start);
}

function findings(trial: Trial, probes: readonly Probe[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  try {
    for (const { code, find } of probes)
      for (const finding of find(trial))
        found.push({ code, severity: CODES[code].severity, ...finding });
  } catch (error) {
    if (!(error instanceof OutOfWork)) throw error;
  }
  return found;
}
