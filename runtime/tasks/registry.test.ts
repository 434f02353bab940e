import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findModel } from '../models/registry';
import { findTask, TASKS } from './registry';

const page = readFileSync(new URL('../../docs/tasks.md', import.meta.url), 'utf8');

describe('the tasks', () => {
  it('are found by name', () => {
    for (const task of TASKS) expect(findTask(task.name)).toBe(task);
    expect(new Set(TASKS.map(({ name }) => name)).size).toBe(TASKS.length);
  });

  it.each([
    ['spirlas', 'There is no task "spirlas". Did you mean spirals?'],
    ['Table', 'There is no task "Table". Did you mean table?'],
    [
      'zzzzzzzz',
      'There is no task "zzzzzzzz". There are text, images, table, spirals, glyphs, teacher, modular, quadratic, ' +
        'rosenbrock, amsgrad-counterexample.',
    ],
  ])('answer %s with what there is', (name, message) => {
    expect(() => findTask(name)).toThrow(message);
  });

  it.each(TASKS.map((task) => [task.name, task] as const))(
    '%s names models that exist',
    (_, task) => {
      for (const model of task.models) expect(findModel(model).name).toBe(model);
    },
  );

  it.each(TASKS.map((task) => [task.name, task] as const))(
    '%s stands in the documentation',
    (_, task) => {
      const { name, data, models, defaults, metric } = task;
      const steps = defaults.steps.toLocaleString('en');
      expect(page).toContain(
        `| \`${name}\` | ${data} | ${models.map((model) => `\`${model}\``).join(', ')} | ${steps} | ` +
          `${defaults.batch} | \`${metric.tag}\`, ${metric.better} |`,
      );
      expect(page).toContain(`### \`${name}\`\n`);
    },
  );
});
