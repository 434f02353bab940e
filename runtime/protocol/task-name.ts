/**
 * What a run is trained on is said by the name of a built-in task, or by the path of a module that holds a person's
 * own. Nobody but a trainer ever loads such a module.
 */

const MODULE = /[\\/]|\.[cm]?[jt]s$/i;

/** Whether a task is a module, rather than one of the built-in ones. */
export const isTaskModule = (task: string): boolean => MODULE.test(task);

/** A task as people read it: a module by its file's name. */
export const taskName = (task: string): string =>
  isTaskModule(task) ? (task.split(/[\\/]/).at(-1) ?? task) : task;

/** Why a module is none that Node runs as it is: one sentence; null where it is. */
export const whyNoTaskModule = (path: string): string | null =>
  /\.[cm]?js$/i.test(path)
    ? null
    : `A task of your own is a module in JavaScript, with the ending .js, .mjs or .cjs, and ${taskName(path)} has another.`;
