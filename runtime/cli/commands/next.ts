import { RunNext } from '../../protocol/messages';
import { leadingCommand, refOf } from '../named-run';

export const next = leadingCommand({
  name: 'next',
  usage: '[RUN]',
  summary: 'let a run that waits be the next to start',
  help: [],
  lead: ({ rpc }, run) => rpc.sendRequest(RunNext, refOf(run)),
});
