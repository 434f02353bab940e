import { ResumeRun } from '../../protocol/messages';
import { leadingCommand, refOf } from '../named-run';

export const resume = leadingCommand({
  name: 'resume',
  usage: '[RUN]',
  summary: 'let a paused run go on',
  help: [],
  lead: ({ rpc }, run) => rpc.sendRequest(ResumeRun, refOf(run)),
});
