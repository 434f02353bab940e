/** What a sweep can vary, and over what: read from a program and from what the person wrote. */
import { analyze, chainedName, nearest, readSwitches, writtenName } from '../../language';
import { importsBeside } from '../programs/imports';
import type { TunableInfo } from '../protocol/messages';
import type { RunSpec } from '../protocol/runs';
import { formatSetting } from '../protocol/words';

export type Setting = number | boolean | string;

export type Range = NonNullable<TunableInfo['range']>;

/** One axis of a sweep's space. */
export type Axis = { readonly name: string } & (
  | { readonly kind: 'range'; readonly range: Range }
  | { readonly kind: 'values'; readonly values: readonly Setting[] }
);

/** The hyperparameters, flags and choices of a program; none of one that is broken. */
export function tunablesOf({ name, path, text }: RunSpec['program']): TunableInfo[] {
  const { program, tree } = analyze(text, { name, imports: importsBeside(path) });
  const numbers = (program?.hypers ?? []).map(
    ({ name: hyper, default: value, low, high, scale, declared, doc }): TunableInfo => ({
      name: hyper,
      written: writtenName(name, hyper),
      default: value,
      range: { low, high, scale },
      declared,
      values: null,
      doc,
    }),
  );
  const switches = program === null ? [] : readSwitches(tree);
  return [
    ...numbers,
    ...switches.map((each): TunableInfo => ({
      ...each,
      written: writtenName(name, each.name),
      range: null,
      declared: true,
    })),
  ];
}

/**
 * Reads what is to be varied, such as `lr`, `lr=1e-4..1e-1`, `depth=1,2,4` or `mode=a,b`. Throws an Error with a
 * sentence for a name that the program does not have, or a range or values that cannot be meant.
 */
export function readAxis(text: string, program: string, tunables: readonly TunableInfo[]): Axis {
  const [, written, over] = /^\s*([A-Za-z_][\w.-]*)\s*(?:=(.*))?$/.exec(text) ?? [];
  if (written === undefined)
    throw new Error(
      `"${text}" does not say what to vary: write a name, as in lr, lr=1e-4..1e-1 or lr=0.1,0.2.`,
    );
  const tunable = tunableNamed(written, program, tunables);
  const { name, written: shown } = tunable;
  if (over === undefined)
    return tunable.range === null
      ? { name, kind: 'values', values: tunable.values! }
      : { name, kind: 'range', range: tunable.range };
  const bounds = over.split('..');
  if (bounds.length === 1) return { name, kind: 'values', values: readValues(tunable, over) };
  const [low, high] = bounds.map((bound) => readNumber(shown, bound));
  if (tunable.range === null || bounds.length > 2)
    throw new Error(
      tunable.range === null
        ? `${shown} has no range; it is one of ${tunable.values!.map(formatSetting).join(', ')}.`
        : `"${text}" is no range: write one as in ${shown}=1e-4..1e-1.`,
    );
  return { name, kind: 'range', range: checkedRange(shown, low!, high!, tunable.range) };
}

/** Reads what a name is to be, such as `0.9`, `True` or `sign`. Throws an Error with a sentence, as `readAxis` does. */
export function readSetting(
  name: string,
  text: string,
  program: string,
  tunables: readonly TunableInfo[],
): Setting {
  const tunable = tunableNamed(name, program, tunables);
  return readValue(tunable, text);
}

function tunableNamed(
  written: string,
  program: string,
  tunables: readonly TunableInfo[],
): TunableInfo {
  const found = tunables.find((each) => each.name === chainedName(written));
  if (found !== undefined) return found;
  const names = tunables.map((each) => each.written);
  const close = nearest(written, names);
  const hint = close === null ? `it has ${names.join(', ')}.` : `did you mean ${close}?`;
  throw new Error(`${program} has no hyperparameter "${written}"; ${hint}`);
}

function checkedRange(name: string, low: number, high: number, { scale }: Range): Range {
  const [from, to] = [formatSetting(low), formatSetting(high)];
  if (low > high)
    throw new Error(`The range of ${name} runs backwards: write it as ${name}=${to}..${from}.`);
  if (low === high)
    throw new Error(`The range of ${name} from ${from} to ${to} is empty: set ${name} instead.`);
  if (scale === 'log' && low <= 0)
    throw new Error(`${name} has a log scale, which needs a range above 0, not from ${from}.`);
  if (scale === 'log1m' && high >= 1)
    throw new Error(`${name} has a log1m scale, which needs a range below 1, not up to ${to}.`);
  if (scale === 'int' && !(Number.isInteger(low) && Number.isInteger(high)))
    throw new Error(`${name} is a whole number: give its range in whole numbers.`);
  return { low, high, scale };
}

const readValues = (tunable: TunableInfo, text: string): Setting[] => [
  ...new Set(text.split(',').map((part) => readValue(tunable, part))),
];

function readValue({ written: name, range, values }: TunableInfo, text: string): Setting {
  const trimmed = text.trim();
  if (range !== null) return readNumber(name, trimmed, range.scale === 'int');
  const found = values!.find((each) => formatSetting(each).toLowerCase() === trimmed.toLowerCase());
  if (found !== undefined) return found;
  throw new Error(
    `${name} cannot be "${trimmed}"; it is one of ${values!.map(formatSetting).join(', ')}.`,
  );
}

function readNumber(name: string, text: string, whole = false): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new Error(`${name} takes numbers, not "${text.trim()}".`);
  if (whole && !Number.isInteger(value))
    throw new Error(`${name} is a whole number, not ${text.trim()}.`);
  return value;
}
