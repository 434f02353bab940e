import { arithmetic } from './arithmetic';
import { choice } from './choice';
import { comparison } from './comparison';
import { decompositions } from './decompositions';
import type { Argument, FunctionEntry } from './entry';
import { exponentials } from './exponentials';
import { matrices } from './matrices';
import { passes } from './passes';
import { powers } from './powers';
import { queries } from './queries';
import { randomness } from './randomness';
import { reductions } from './reductions';
import { HERO_EPS, schedule } from './schedule';
import { trigonometry } from './trigonometry';

export { HERO_EPS };

/** The one table of functions and operators: all that the language can say, in the order of its reference. */
export const FUNCTIONS: readonly FunctionEntry[] = [
  ...arithmetic,
  ...powers,
  ...exponentials,
  ...trigonometry,
  ...choice,
  ...comparison,
  ...reductions,
  ...matrices,
  ...decompositions,
  ...passes,
  ...randomness,
  ...schedule,
  ...queries,
];

const byName = new Map(
  FUNCTIONS.flatMap((entry) =>
    [entry.name, ...entry.aliases].map((name) => [name, entry] as const),
  ),
);

/** The arguments that a call writes; places that draw random numbers are counted by the checker. */
export function writtenArguments({ signature }: FunctionEntry): readonly Argument[] {
  return signature.arguments.filter(({ hidden }) => hidden === undefined);
}

/** The entry with that name or alias; undefined for a name that is no function. */
export function findFunction(name: string): FunctionEntry | undefined {
  return byName.get(name);
}

/** Whether the order of a function's arguments makes no difference. */
export const commutes = (name: string): boolean =>
  findFunction(name)?.rules.laws?.commutes === true;
