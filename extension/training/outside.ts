/** What is said, while it is typed, of hyperparameters outside the ranges that programs declare; nothing is refused for it. */
import { ListTunables, type TunableInfo } from '../../runtime/protocol/messages';
import { isOutside, outsideWords } from '../../runtime/protocol/ranges';
import type { Services } from '../services';
import type { ProgramText } from './plan';

/** A program by its name, and what it lets people choose. */
export interface Tunables {
  readonly program: string;
  readonly tunables: readonly TunableInfo[];
}

/** Values by the names of hyperparameters; what is none of a number has no range. */
export type Values = Readonly<Record<string, unknown>>;

/** Asks the runtime, which reads programs as it would train them. */
export async function tunablesOf(
  { runtime }: Services,
  programs: readonly ProgramText[],
): Promise<Tunables[]> {
  const { rpc } = await runtime.connect();
  return Promise.all(
    programs.map(async (program) => ({
      program: program.name,
      tunables: await rpc.sendRequest(ListTunables, { program }),
    })),
  );
}

/** A sentence for the first of these values that lies outside of its range; null where none does. */
export function outsideSentence(programs: readonly Tunables[], values: Values): string | null {
  for (const { program, tunables } of programs)
    for (const { name, written, range, declared } of tunables) {
      const value = values[name];
      if (declared && range !== null && typeof value === 'number' && isOutside(value, range))
        return `${outsideWords(written, program, range)}.`;
    }
  return null;
}

/** The numbers of what a sweep goes over: the ends of `1e-4..1e-1`, or each of `0.1,0.3`. */
export const numbersIn = (over: string): number[] =>
  over
    .split(/\.\.|,/)
    .filter((part) => part.trim() !== '')
    .map(Number)
    .filter(Number.isFinite);
