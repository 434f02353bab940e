import type { RunSpec } from '../protocol/runs';
import { formatNumber } from '../protocol/words';

type Setting = number | boolean | string;
type Settings = Pick<RunSpec, 'lr' | 'hyper' | 'switches'>;

/** What a run was told of its program, by name: learning rate, hyperparameters, switches. */
export const settingsOf = ({ lr, hyper, switches }: Settings): Record<string, Setting> => ({
  ...(lr === null ? {} : { lr }),
  ...hyper,
  ...switches,
});

/** The names in which the settings of runs differ, in the order in which they were given. */
export function differingSettings(specs: readonly Settings[]): string[] {
  const all = specs.map(settingsOf);
  const names = [...new Set(all.flatMap((each) => Object.keys(each)))];
  return names.filter((name) => all.some((each) => each[name] !== all[0]![name]));
}

/** As programs write it; a number shortened. */
export const settingText = (value: Setting | undefined): string => {
  if (value === undefined) return '';
  if (typeof value === 'number') return formatNumber(value);
  return value === true ? 'True' : value === false ? 'False' : value;
};
