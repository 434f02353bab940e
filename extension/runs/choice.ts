import type { RunRef } from '../../runtime/protocol/messages';
import type { Run } from '../../runtime/protocol/runs';
import type { RunBook } from './book';
import { unfitSentence } from './words';

/** Which runs a command is for. */
export interface Purpose {
  /** The command's title. */
  readonly title: string;
  readonly fits: (run: Run) => boolean;
  /** Those to ask about first, where there are any of them. */
  readonly rather?: (run: Run) => boolean;
}

/** What a command is to do: it is about this run, or one of these, which the person is asked for, or says why about none. */
export type Choice =
  { readonly run: Run } | { readonly among: readonly Run[] } | { readonly sentence: string };

/**
 * Stands for the run of a line that the editor was drawing anew when a command was picked from its menu: it hands the
 * command nothing then.
 */
export const LOST = Symbol('the run of a line that was drawn anew');

/** What a command is about, of what the editor hands it: nothing from the palette, a line and more from a menu. */
export const argumentOf = (handed: readonly unknown[]): unknown =>
  handed.length > 0 && (handed[0] === undefined || handed[0] === null) ? LOST : handed[0];

const isRef = (value: unknown): value is RunRef =>
  typeof value === 'object' &&
  value !== null &&
  'store' in value &&
  'run' in value &&
  typeof value.store === 'string' &&
  typeof value.run === 'string';

/** The names of runs in a command's argument: a reference, several, or a line of the tree. */
function namesIn(argument: unknown): RunRef[] {
  if (Array.isArray(argument)) return argument.flatMap(namesIn);
  if (isRef(argument)) return [argument];
  const node = argument as { kind?: unknown; ref?: unknown } | null | undefined;
  return node?.kind === 'run' ? namesIn(node.ref) : [];
}

/** Runs as a command's argument names them. */
export const namedRuns = (book: RunBook, argument: unknown): Run[] =>
  namesIn(argument).flatMap((ref) => book.get(ref) ?? []);

/**
 * The run that a command is for: that of its argument, else one of all that the command makes sense for; the only one is
 * taken unasked. One that was meant and does not fit any more, or is gone, is no reason to do it to another.
 */
export function choiceOf(
  book: RunBook,
  argument: unknown,
  { title, fits, rather = fits }: Purpose,
): Choice {
  const named = namedRuns(book, argument);
  const meant = named.find(fits) ?? named[0];
  if (meant !== undefined) return fits(meant) ? { run: meant } : { sentence: unfitSentence(meant) };
  if (namesIn(argument).length > 0) return { sentence: 'This run is not there any more.' };
  const fitting = book.all().filter(fits);
  const first = fitting.filter(rather);
  const among = first.length > 0 ? first : fitting;
  if (among.length > 0) return among.length === 1 ? { run: among[0]! } : { among };
  return { sentence: `There is no run that “${title.replace('…', '')}” makes sense for now.` };
}
