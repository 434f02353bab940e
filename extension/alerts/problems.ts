import type { Run } from '../../runtime/protocol/runs';
import { alertKey, alertsOf, alertWords } from '../../runtime/protocol/alerts';
import type { NonFiniteOrigin, TextRange } from '../../runtime/protocol/statements';
import { formatCount } from '../../runtime/protocol/words';
import { runTitle } from '../runs/words';
import type { RaisedAlert } from './tellable';

/** What is to be read at a program. */
export interface Problem {
  readonly run: Run;
  readonly alert: RaisedAlert;
  readonly message: string;
  /** The statement in which it arose, where that is known and stands in the program. */
  readonly origin: { readonly range: TextRange; readonly message: string } | null;
}

/**
 * The alerts of a program's last run, or of those that were started together with it; of each kind the first. None
 * where the program has been changed since.
 *
 * @param runs all runs of the program, newest first
 * @param text the program as it stands in the editor
 */
export function problemsOf(runs: readonly Run[], text: string): Problem[] {
  const newest = runs[0];
  if (newest === undefined) return [];
  const { program } = newest.spec;
  if ((program.written ?? program.text) !== text) return [];
  const together = runs.filter(
    ({ id, comparison }) =>
      id === newest.id || (comparison !== null && comparison === newest.comparison),
  );
  const seen = new Set<string>();
  return together.flatMap((run) =>
    alertsOf(run).flatMap((alert) => {
      if (seen.has(alertKey(alert))) return [];
      seen.add(alertKey(alert));
      const words = alertWords(alert);
      const message = together.length === 1 ? words : `${runTitle(run)}: ${words}`;
      return [{ run, alert, message, origin: originIn(run, alert.origin) }];
    }),
  );
}

/** Where a number that is not finite arose, as a person reads it at that statement. */
function originIn(run: Run, origin: NonFiniteOrigin | undefined): Problem['origin'] {
  const { written, text } = run.spec.program;
  const isThere = origin?.source === 'written' || written === undefined || written === text;
  if (origin === undefined || origin.range === null || !isThere) return null;
  const { name, step, parameter, range } = origin;
  const where = parameter === null ? '' : ` in ${parameter}`;
  const when = `at step ${formatCount(step)}${where}, of ${runTitle(run)}`;
  const message = `${name ?? 'The result'} was the first value that was not finite: ${when}.`;
  return { range, message };
}

/** Where a program's `train` is named: the place at which its lens stands, too. */
export function trainIn(text: string): { readonly start: number; readonly end: number } {
  const found = /^(def[ \t]+)train\b/m.exec(text);
  if (found === null) return { start: 0, end: 0 };
  const start = found.index + found[1]!.length;
  return { start, end: start + 'train'.length };
}
