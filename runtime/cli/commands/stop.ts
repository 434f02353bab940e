import { StopRun, StopRunAfterEpoch } from '../../protocol/messages';
import { leadingCommand, refOf } from '../named-run';

export const stop = leadingCommand({
  name: 'stop',
  usage: '[RUN] [--after-epoch]',
  summary: 'end a run, keeping what it has logged',
  flags: ['after-epoch'],
  help: [['--after-epoch', 'let it go on to the end of its epoch']],
  lead: ({ rpc }, run, _, values) =>
    rpc.sendRequest(values['after-epoch'] === true ? StopRunAfterEpoch : StopRun, refOf(run)),
});
