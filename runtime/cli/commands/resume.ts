import { resolve } from 'node:path';
import { ContinueRun, ResumeRun } from '../../protocol/messages';
import { isResumable, type Run } from '../../protocol/runs';
import { STORE_FOLDER } from '../../store/layout';
import type { Command } from '../command';
import { leadingCommand, namedRun, refOf } from '../named-run';
import { readArguments } from '../options';
import { followToTheEnd } from '../to-the-end';

const paused = leadingCommand({
  name: 'resume',
  usage: '[RUN]',
  summary: 'let a paused run go on, or take up one that was stopped or has failed',
  help: [],
  lead: ({ rpc }, run) => rpc.sendRequest(ResumeRun, refOf(run)),
});

const canGoOn = ({ status }: Run): boolean => status === 'paused' || isResumable(status);

export const resume: Command = {
  ...paused,
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      json: { type: 'boolean' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    });
    const store = resolve(typeof values['out'] === 'string' ? values['out'] : STORE_FOLDER);
    const { run } = namedRun(store, positionals, canGoOn);
    if (run.status === 'paused') return paused.run(args);
    return followToTheEnd({ json: values['json'] === true, specs: [run.spec] }, (follower) =>
      follower.followStarted(store, async ({ rpc }) => [
        await rpc.sendRequest(ContinueRun, refOf(run)),
      ]),
    );
  },
};
