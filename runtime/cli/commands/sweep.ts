import { SWEEP_METHODS, type SweepMethod } from '../../protocol/runs';
import { selfContainedRuns } from '../../programs/imports';
import { planSweep, sweepName } from '../../sweep/plan';
import { DEFAULT_RUNS } from '../../sweep/points';
import type { Command } from '../command';
import { UsageError } from '../failure';
import { oneOf, readArguments, wholeNumber, type OptionTable } from '../options';
import { followToTheEnd } from '../to-the-end';
import { TRAINING_OPTIONS, trainingRequest } from '../training-options';
import { asUsage, train, writtenSpecs } from './train';

const SWEEP_OPTIONS = {
  ...TRAINING_OPTIONS,
  vary: { type: 'string', multiple: true },
  method: { type: 'string' },
  runs: { type: 'string' },
  seed: { type: 'string' },
  name: { type: 'string' },
} as const satisfies OptionTable;

export const sweep: Command = {
  name: 'sweep',
  usage: 'PROGRAM --task NAME --vary NAME[=LOW..HIGH|=A,B,C]… [options]',
  summary: 'train with many settings of a program, and tell which were best',
  help: [
    ['--vary NAME', 'a hyperparameter, flag, choice or lr, over what the program declares'],
    ['--vary NAME=LOW..HIGH', 'over another range; may be given several times'],
    ['--vary NAME=A,B,C', 'over these values'],
    ['--method NAME', `${SWEEP_METHODS.join(', ')}; the first unless told otherwise`],
    ['--runs N', `how many settings, of a grid at most; ${DEFAULT_RUNS} unless told otherwise`],
    ['--seed S', 'of the settings; the same seed gives the same settings'],
    ['--name TEXT', 'what the sweep is called in the table of runs'],
    ...train.help,
  ],
  run: async (args) => {
    const given = readArguments(args, SWEEP_OPTIONS);
    const request = trainingRequest(given);
    if (request.programs.length > 1)
      throw new UsageError('A sweep is of one program; "optiscope train" compares several.');
    // What is varied may be a flag, which is decided only in the text that a run keeps.
    const base = writtenSpecs(request);
    const text = (name: string): string | null => {
      const value = given.values[name];
      return typeof value === 'string' ? value : null;
    };
    const read = <T>(
      name: string,
      parse: (option: string, value: string) => T,
      otherwise: T,
    ): T => {
      const value = text(name);
      return value === null ? otherwise : parse(`--${name}`, value);
    };
    const count = (least: number) => (option: string, value: string) =>
      wholeNumber(option, value, least);
    const planned = asUsage(() =>
      planSweep(
        base,
        {
          vary: [given.values['vary'] ?? []].flat().map(String),
          method: read<SweepMethod>(
            'method',
            (option, value) => oneOf(option, value, SWEEP_METHODS),
            SWEEP_METHODS[0],
          ),
          runs: read<number | null>('runs', count(1), null),
          seed: read('seed', count(0), 0),
        },
        text('name') ?? sweepName(base[0]!.program.name, new Date()),
      ),
    );
    const specs = selfContainedRuns(planned);
    const { store, parallel, json } = request;
    return followToTheEnd({ json, specs }, (follower) =>
      follower.follow({ store, runs: specs, tied: true, parallel }),
    );
  },
};
