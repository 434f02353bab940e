import type { TaskInfo } from '../../protocol/messages';
import { TASKS } from '../../tasks/registry';
import type { Command } from '../command';
import { EXIT } from '../failure';
import { printJson } from '../json';
import { readArguments } from '../options';
import { mayColour, painter } from '../paint';
import { formatCount } from '../../protocol/words';

export const tasks: Command = {
  name: 'tasks',
  usage: '[--json]',
  summary: 'list what can be trained on',
  help: [['--json', 'print tasks as JSON lines on stdout']],
  run: async (args) => {
    const { values } = readArguments(args, {
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    });
    for (const task of TASKS.map(({ load: _, ...info }) => info)) {
      if (values['json']) printJson(task);
      else process.stdout.write(`${describe(task)}\n\n`);
    }
    return EXIT.done;
  },
};

function describe(task: TaskInfo): string {
  const paint = painter(mayColour(process.stdout));
  const needs = [
    task.data === 'none' ? 'no file' : `--data (a ${task.data})`,
    ...(task.needsTarget ? ['--target COLUMN'] : []),
  ];
  return [
    `${paint('bold', task.name)}  ${task.title}`,
    `  ${task.description}`,
    `  needs   ${needs.join(', ')}`,
    `  models  ${task.models.join(', ')}`,
    `  split   ${task.split}`,
    `  metric  ${task.metric.tag}, ${task.metric.better} is better`,
    `  default ${formatCount(task.defaults.steps)} steps of ${formatCount(task.defaults.batch)} examples`,
  ].join('\n');
}
