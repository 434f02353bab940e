import { GPU_WORTH_FLOP, chooseBackend } from '../../backends/choose';
import { listBackends } from '../../backends/table';
import { BACKENDS, type BackendName } from '../../protocol/runs';
import { install } from '../install';
import type { Command } from '../command';
import { EXIT } from '../failure';
import { printJson } from '../json';
import { oneOf, readArguments } from '../options';
import { mayColour, painter } from '../paint';

export const backends: Command = {
  name: 'backends',
  usage: '[--install NAME] [--json]',
  summary: 'list ways to compute, with what is missing and why',
  help: [
    ['--install NAME', 'install what a backend needs with npm, for you and not for a project'],
    ['--json', 'print backends as JSON lines on stdout'],
  ],
  run: async (args) => {
    const { values } = readArguments(args, {
      install: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    });
    const wanted = values['install'];
    if (typeof wanted === 'string') {
      const name = oneOf<BackendName>('--install', wanted, BACKENDS);
      const status = await install(name);
      if (status !== EXIT.done) return status;
    }
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
