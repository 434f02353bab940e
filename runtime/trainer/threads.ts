/** Threads that a run has at most: beyond, the parts of a step become too small. */
const MOST = 16;
/** Threads that it takes by itself at most. */
const MOST_BY_ITSELF = 4;
/** Floating-point operations and parameters of a step from which on a second thread pays: some 100 µs of one. */
const LEAST_WORK = 3e6;
const LEAST_PARAMETERS = 50_000;

/**
 * How many threads a run gets that is not told a number: one where its steps are small, otherwise as many as the machine
 * has cores but one, which is the editor's.
 *
 * @param work floating-point operations of a step; null where nobody knows
 */
export function threadsFor(
  asked: number | null,
  { work, parameters }: { readonly work: number | null; readonly parameters: number },
  cores: number,
): number {
  if (asked !== null) return Math.min(asked, MOST);
  if ((work ?? 0) < LEAST_WORK && parameters < LEAST_PARAMETERS) return 1;
  return Math.max(1, Math.min(cores - 1, MOST_BY_ITSELF));
}
