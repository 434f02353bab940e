import { GPU_WORTH_FLOP, chooseBackend } from '../../backends/choose';
import { listBackends } from '../../backends/table';
import type { Command } from '../command';
import { EXIT } from '../failure';
import { printJson } from '../json';
import { readArguments } from '../options';
import { mayColour, painter } from '../paint';

export const backends: Command = {
  name: 'backends',
  usage: '[--json]',
  summary: 'list ways to compute, with what is missing and why',
  help: [['--json', 'print backends as JSON lines on stdout']],
  run: async (args) => {
    const { values } = readArguments(args, {
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    });
    const found = await listBackends();
    if (values['json']) {
      found.forEach(printJson);
      return EXIT.done;
    }
    const paint = painter(mayColour(process.stdout));
    for (const { name, available, detail, unverified } of found) {
      const state = available ? paint('green', 'yes') : paint('dim', 'no ');
      const doubt = unverified
        ? paint('yellow', ' (unverified: tested against a stand-in only)')
        : '';
      process.stdout.write(`${name.padEnd(12)}  ${state}  ${detail}${doubt}\n`);
    }
    const { name } = await chooseBackend('auto', 0);
    process.stdout.write(
      `\nauto takes ${name}, and a real GPU for models of ${GPU_WORTH_FLOP / 1e9} GFLOP a step or more.\n`,
    );
    return EXIT.done;
  },
};
