import { findModel } from '../models/registry';
import type { Model } from '../models/model';
import { nearest } from '../../language';
import { DataError, type Task } from './task';

/** The model that was asked for, or the task's default. Throws a DataError when the task can't take it. */
export function chosenModel(task: Task, asked: string | null): Model {
  const name = asked ?? task.models[0]!;
  if (!task.models.includes(name)) {
    const close = nearest(name, task.models);
    throw new DataError(
      `The task ${task.name} has no model "${name}". ` +
        (close === null ? `It takes ${task.models.join(', ')}.` : `Did you mean ${close}?`),
    );
  }
  return findModel(name);
}
