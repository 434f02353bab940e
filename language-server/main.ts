import { ProposedFeatures, createConnection } from 'vscode-languageserver/node';
import { disk } from './disk';
import { probeInThread } from './probe-thread';
import { serve } from './server';

serve(createConnection(ProposedFeatures.all), {
  files: disk,
  canTrain: true,
  probe: probeInThread,
});
