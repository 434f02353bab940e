import { arithmetic } from './arithmetic';
import { choice } from './choice';
import { comparison } from './comparison';
import type { FunctionEntry } from './entry';
import { exponentials } from './exponentials';
import { powers } from './powers';
import { queries } from './queries';
import { reductions } from './reductions';
import { schedule } from './schedule';
import { trigonometry } from './trigonometry';

/** The one table of functions and operators: all that the language can say, in the order of its reference. */
export const FUNCTIONS: readonly FunctionEntry[] = [
  ...arithmetic,
  ...powers,
  ...exponentials,
  ...trigonometry,
  ...choice,
  ...comparison,
  ...reductions,
  ...schedule,
  ...queries,
];

const byName = new Map(
  FUNCTIONS.flatMap((entry) =>
    [entry.name, ...entry.aliases].map((name) => [name, entry] as const),
  ),
);

/** The entry with that name or alias; undefined for a name that is no function. */
export function findFunction(name: string): FunctionEntry | undefined {
  return byName.get(name);
}
