import { parseArgs, type ParseArgsConfig } from 'node:util';
import { chainedName, nearest } from '../../language';
import { UsageError } from './failure';

export type OptionTable = NonNullable<ParseArgsConfig['options']>;

/** An option's values as they were written, by name. */
export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

/** Splits a command's arguments. Throws a UsageError for an option that is unknown or lacks its value. */
export function readArguments(args: readonly string[], options: OptionTable): Arguments {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, args, options);
  }
}

function explained(
  error: NodeJS.ErrnoException,
  args: readonly string[],
  options: OptionTable,
): Error {
  const option = /'(?:-\w, )?(--?[\w-]+)/.exec(error.message)?.[1] ?? args[0]!;
  switch (error.code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION': {
      const names = Object.keys(options);
      const close = nearest(option.replace(/^-+/, ''), names);
      const hint = close ? `did you mean --${close}?` : `see --help.`;
      return new UsageError(`There is no option ${option}; ${hint}`);
    }
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return new UsageError(
        options[option.replace(/^-+/, '')]?.type === 'boolean'
          ? `${option} takes no value.`
          : `${option} needs a value; write a negative one as ${option}=-1.`,
      );
    default:
      return error;
  }
}

/** A whole number, at least `least`. Throws a UsageError. */
export function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`${option} must be a whole number, at least ${least}, not "${text}".`);
}

/** A finite number above zero. Throws a UsageError. */
export function positiveNumber(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new UsageError(`${option} must be a number above 0, not "${text}".`);
}

/** One of some words. Throws a UsageError with the nearest. */
export function oneOf<T extends string>(option: string, text: string, words: readonly T[]): T {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  const close = nearest(text, words);
  const hint = close ? `did you mean ${close}?` : `there are ${words.join(', ')}.`;
  throw new UsageError(`${option} cannot be "${text}"; ${hint}`);
}

/** "0,1,2" as whole numbers, each once. Throws a UsageError. */
export function seedList(option: string, text: string): number[] {
  const seeds = text.split(',').map((part) => {
    const seed = Number(part);
    if (part.trim() !== '' && Number.isSafeInteger(seed) && seed >= 0 && seed <= MAX_SEED)
      return seed;
    throw new UsageError(
      `${option} must be whole numbers with commas between, as in 0,1,2, not "${text}".`,
    );
  });
  return [...new Set(seeds)];
}

/** Seeds feed 32-bit counters. */
const MAX_SEED = 2 ** 32 - 1;

/** "mode=sign" as a name and what stands for its value; of a chain's part, "adamw.beta1=0.9". Null for another form. */
function named(text: string): readonly [name: string, value: string] | null {
  const match = /^([A-Za-z_][\w-]*\.[A-Za-z_]\w*|[A-Za-z_]\w*)=(.+)$/.exec(text);
  return match && [match[1]!, match[2]!];
}

/** "beta1=0.9" as a name, a chain's as the chain calls it, and a number. Throws a UsageError. */
export function assignment(option: string, text: string): readonly [name: string, value: number] {
  const [name, written] = named(text) ?? [];
  const value = Number(written);
  if (name !== undefined && Number.isFinite(value)) return [chainedName(name), value];
  throw new UsageError(`${option} takes NAME=NUMBER, as in ${option} beta1=0.9, not "${text}".`);
}

/** The name as it is written, and what may be a word, such as a flag's "True". Throws a UsageError. */
export function setting(option: string, text: string): readonly [name: string, value: string] {
  const found = named(text);
  if (found !== null) return found;
  throw new UsageError(`${option} takes NAME=VALUE, as in ${option} beta1=0.9, not "${text}".`);
}
