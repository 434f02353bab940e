import { PauseRun } from '../../protocol/messages';
import { leadingCommand, refOf } from '../named-run';

export const pause = leadingCommand({
  name: 'pause',
  usage: '[RUN]',
  summary: 'let a run stand still between two steps',
  help: [],
  lead: ({ rpc }, run) => rpc.sendRequest(PauseRun, refOf(run)),
});
