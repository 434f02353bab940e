import { readFileSync } from 'node:fs';
import { parseReplayInput } from '../../replay/input';
import { REPLAY_ENGINES, type ReplayEngine } from '../../replay/moving';
import { replay as replayProgram, replayJson } from '../../replay/replay';
import type { Command } from '../command';
import { EXIT, InputError, UsageError } from '../failure';
import { assignment, oneOf, readArguments } from '../options';
import { readProgram, trainableProgram } from '../program-file';

export const replay: Command = {
  name: 'replay',
  usage: 'PROGRAM --input FILE [options]',
  summary: 'apply a program to recorded gradients, with no model involved',
  help: [
    ['--input FILE', 'JSON with parameters and gradients; - reads stdin'],
    ['--engine NAME', `${REPLAY_ENGINES.join(', ')}; reference unless given`],
    [
      '--set NAME=VALUE',
      'a hyperparameter, instead of the recorded one; may be given several times',
    ],
    ['--trajectory', 'give the weights after every step, too'],
  ],
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      input: { type: 'string' },
      engine: { type: 'string' },
      set: { type: 'string', multiple: true },
      trajectory: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    });
    const [given, ...others] = positionals;
    if (given === undefined || others.length > 0)
      throw new UsageError('Name one program to replay.');
    const path = values['input'];
    if (typeof path !== 'string') throw new UsageError('Name the recorded gradients with --input.');
    const engine = typeof values['engine'] === 'string' ? values['engine'] : 'reference';
    const settings = [values['set'] ?? []].flat().map((one) => assignment('--set', String(one)));
    const options = {
      engine: oneOf<ReplayEngine>('--engine', engine, REPLAY_ENGINES),
      overrides: Object.fromEntries(settings),
      trajectory: values['trajectory'] === true,
    };
    const program = trainableProgram(readProgram(given));
    const input = parseReplayInput(readInput(path), path === '-' ? 'stdin' : path);
    process.stdout.write(`${replayJson(await replayProgram(program, input, options))}\n`);
    return EXIT.done;
  },
};

function readInput(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch {
    throw new InputError(`There is no file ${path}; check --input.`);
  }
}
