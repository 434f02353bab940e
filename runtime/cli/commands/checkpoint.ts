import { CheckpointRun } from '../../protocol/messages';
import { leadingCommand, refOf } from '../named-run';

export const checkpoint = leadingCommand({
  name: 'checkpoint',
  usage: '[RUN]',
  summary: 'write the weights and slots of a run that goes on, to be kept',
  help: [],
  lead: ({ rpc }, run) => rpc.sendRequest(CheckpointRun, refOf(run)),
});
