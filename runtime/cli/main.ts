import { join } from 'node:path';
import { productVersion } from '../protocol/version';
import { nearest } from '../../language';
import type { Command } from './command';
import { backends } from './commands/backends';
import { check } from './commands/check';
import { checkpoint } from './commands/checkpoint';
import { next } from './commands/next';
import { pause } from './commands/pause';
import { replay } from './commands/replay';
import { resume } from './commands/resume';
import { runs } from './commands/runs';
import { serve } from './commands/serve';
import { set } from './commands/set';
import { simplify } from './commands/simplify';
import { stop } from './commands/stop';
import { sweep } from './commands/sweep';
import { tasks } from './commands/tasks';
import { train } from './commands/train';
import { EXIT, UsageError } from './failure';

const COMMANDS: readonly Command[] = [
  train,
  sweep,
  pause,
  resume,
  set,
  checkpoint,
  next,
  stop,
  runs,
  check,
  simplify,
  replay,
  tasks,
  backends,
  serve,
];

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    (name === undefined ? process.stderr : process.stdout).write(overview());
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${productVersion(join(__dirname, 'cli.js'))}\n`);
    return EXIT.done;
  }
  const command = commandNamed(name);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usageOf(command));
    return EXIT.done;
  }
  return command.run(args);
}

function commandNamed(name: string): Command {
  const found = COMMANDS.find((command) => command.name === name);
  if (found) return found;
  const names = COMMANDS.map((command) => command.name);
  const close = nearest(name, names);
  throw new UsageError(
    `There is no command "${name}"; ${close ? `did you mean ${close}?` : `there are ${names.join(', ')}.`}`,
  );
}

const overview = (): string =>
  [
    'Usage: optiscope COMMAND …',
    '',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`),
    '',
    '"optiscope COMMAND --help" says more.',
    '',
  ].join('\n');

function usageOf({ name, usage, summary, help }: Command): string {
  const width = Math.max(...help.map(([option]) => option.length));
  return [
    `Usage: optiscope ${name} ${usage}`,
    '',
    `${summary[0]!.toUpperCase()}${summary.slice(1)}.`,
    '',
    ...help.map(([option, meaning]) => `  ${option.padEnd(width)}  ${meaning}`),
    '',
  ].join('\n');
}

/** A reader that goes away (`| head`) is no fault of the command. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? EXIT.usage : EXIT.failed;
  },
);
