import { isAbsolute, relative, sep } from 'node:path';
import { isTaskModule } from '../../runtime/protocol/task-name';
import type { Choices } from './plan';

/** A path as it is written into a file that travels: relative to the file, with forward slashes. */
function portable(folder: string, path: string): string {
  const inside = relative(folder, path);
  return isAbsolute(inside) ? path : inside.split(sep).join('/');
}

const written = (folder: string, part: string): string =>
  isAbsolute(part) ? portable(folder, part) : part;

/**
 * The text of an `optiscope.json`: the options of `optiscope train` by their own names, left out where the choice
 * is the task's or the program's.
 *
 * @param programs the parts of each, a path or the name of one of the gallery; more than one are a chain
 */
export function configText(
  folder: string,
  programs: readonly (readonly string[])[],
  task: string,
  choices: Choices,
): string {
  const { data, schedule, warmup, set, logEvery, histogramEvery, ...others } = choices;
  const options = {
    programs: programs.map((parts) => parts.map((part) => written(folder, part)).join('+')),
    task: isTaskModule(task) ? portable(folder, task) : task,
    data: data === null ? null : portable(folder, data),
    ...others,
    schedule: schedule === 'constant' ? null : schedule,
    warmup: warmup === 0 ? null : warmup,
    set: Object.keys(set).length === 0 ? null : set,
    'log-every': logEvery,
    histograms: histogramEvery,
  };
  const given = Object.entries(options).filter(([, value]) => value !== null);
  return `${JSON.stringify(Object.fromEntries(given), null, 2)}\n`;
}
