import { chainedName } from '../../language';
import { switchesOf, type RunSpec } from '../protocol/runs';
import { formatNumber, formatSetting } from '../protocol/words';
import { readSetting, tunablesOf, type Setting } from '../sweep/space';

type Settings = Pick<RunSpec, 'lr' | 'hyper' | 'program' | 'switches'>;

/** What a run was told of its program, by name: learning rate, hyperparameters, switches. */
export const settingsOf = ({ lr, hyper, ...told }: Settings): Record<string, Setting> => ({
  ...(lr === null ? {} : { lr }),
  ...hyper,
  ...switchesOf(told),
});

/**
 * What is set of a program, each name's value read as the program declares it. Throws an Error with a sentence for what
 * it does not have, or cannot be.
 */
export function readSettings(
  set: readonly (readonly [name: string, value: string])[],
  program: RunSpec['program'],
): Required<Pick<RunSpec, 'hyper' | 'switches'>> {
  const tunables = tunablesOf(program);
  const hyper: Record<string, number> = {};
  const switches: Record<string, boolean | string> = {};
  for (const [written, text] of set) {
    const name = chainedName(written);
    const value = readSetting(written, text, program.name, tunables);
    if (typeof value === 'number') hyper[name] = value;
    else switches[name] = value;
  }
  return { hyper, switches };
}

/** The names in which the settings of runs differ, in the order in which they were given. */
export function differingSettings(specs: readonly Settings[]): string[] {
  const all = specs.map(settingsOf);
  const names = [...new Set(all.flatMap((each) => Object.keys(each)))];
  return names.filter((name) => all.some((each) => each[name] !== all[0]![name]));
}

/** As programs write it; a number shortened. */
export const settingText = (value: Setting | undefined): string => {
  if (value === undefined) return '';
  return typeof value === 'number' ? formatNumber(value) : formatSetting(value);
};
