import { join, resolve } from 'node:path';
import { connectSupervisor, type SupervisorConnection } from '../protocol/client';
import type { RunRef } from '../protocol/messages';
import { isEnded, type Run } from '../protocol/runs';
import { STORE_FOLDER } from '../store/layout';
import type { Command } from './command';
import { EXIT, InputError, UsageError } from './failure';
import { printJson } from './json';
import { knownRuns } from './known-runs';
import { readArguments, type Arguments } from './options';
import { formatCount, statusWords } from '../protocol/words';

/** What a command that leads a run of the runtime is made of. */
export interface LeadingCommand extends Pick<Command, 'name' | 'usage' | 'summary' | 'help'> {
  /** Options besides --out and --json; none of them takes a value. */
  readonly flags?: readonly string[];
  /** Sends what is to be done; the run afterwards. `rest`: what stands behind the run's name. */
  lead(
    connection: SupervisorConnection,
    run: Run,
    rest: readonly string[],
    values: Arguments['values'],
  ): Promise<Run>;
}

/** A command of the form `optiscope NAME [RUN] …`, which does something to a run that goes on. */
export const leadingCommand = (parts: LeadingCommand): Command => ({
  ...parts,
  help: [
    [
      'RUN',
      'the beginning of its name in "optiscope runs"; the only one that goes on may be left out',
    ],
    ...parts.help,
    ['--out DIR', 'the folder of the runs, instead of .optiscope/runs'],
    ['--json', 'print the run as JSON on stdout'],
  ],
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      ...Object.fromEntries(
        (parts.flags ?? []).map((name) => [name, { type: 'boolean' } as const]),
      ),
      json: { type: 'boolean' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    });
    const store = resolve(typeof values['out'] === 'string' ? values['out'] : STORE_FOLDER);
    const { run, rest } = namedRun(store, positionals);
    const connection = await connectSupervisor({
      entry: join(__dirname, 'supervisor.js'),
      start: false,
      clientName: 'cli',
    });
    try {
      const led = await parts.lead(connection, run, rest, values).catch((error: unknown) => {
        throw error instanceof UsageError ? error : new InputError((error as Error).message);
      });
      if (values['json'] === true) printJson(led);
      else
        process.stdout.write(`${led.id}: ${statusWords(led)} at step ${formatCount(led.step)}\n`);
      return EXIT.done;
    } finally {
      connection.dispose();
    }
  },
});

export const refOf = ({ store, id }: Run): RunRef => ({ store, run: id });

/** The run that the first word names, by the beginning of its id, or else the only one that fits: that goes on. */
export function namedRun(
  store: string,
  words: readonly string[],
  fits: (run: Run) => boolean = ({ status }) => !isEnded(status),
): { readonly run: Run; readonly rest: readonly string[] } {
  const all = knownRuns(store);
  const [first, ...others] = words;
  const isName = first !== undefined && !first.includes('=');
  const fitting = isName ? all.filter(({ id }) => id.startsWith(first)) : all.filter(fits);
  const [run, another] = fitting;
  const list = '"optiscope runs" lists what there is.';
  if (run === undefined)
    throw new UsageError(isName ? `There is no run "${first}"; ${list}` : `No run fits; ${list}`);
  if (another !== undefined && run.id !== first)
    throw new UsageError(
      isName ? `"${first}" begins the names of several runs; ${list}` : `Say which run; ${list}`,
    );
  return { run, rest: isName ? others : words };
}
