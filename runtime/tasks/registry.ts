import { amsgradCounterexample } from './amsgrad-counterexample';
import { glyphs } from './glyphs';
import { images } from './images';
import { modular } from './modular';
import { nearest } from '../../language';
import { quadratic } from './quadratic';
import { rosenbrock } from './rosenbrock';
import { spirals } from './spirals';
import { table } from './table';
import { DataError, type Task } from './task';
import { teacher } from './teacher';
import { text } from './text';

/** Every built-in task, in the order in which lists show them: on a person's data, generated, closed-form. */
export const TASKS: readonly Task[] = [
  text,
  images,
  table,
  spirals,
  glyphs,
  teacher,
  modular,
  quadratic,
  rosenbrock,
  amsgradCounterexample,
];

/** The task of this name. Throws a DataError with the nearest name when there is none. */
export function findTask(name: string): Task {
  const found = TASKS.find((task) => task.name === name);
  if (found !== undefined) return found;
  const names = TASKS.map((task) => task.name);
  const close = nearest(name, names);
  throw new DataError(
    `There is no task "${name}". ` +
      (close === null ? `There are ${names.join(', ')}.` : `Did you mean ${close}?`),
  );
}
