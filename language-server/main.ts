import { ProposedFeatures, createConnection } from 'vscode-languageserver/node';
import { disk } from './disk';
import { probeInThread } from './probe-thread';
import { RecognitionThread } from './recognition-thread';
import { serve } from './server';

serve(createConnection(ProposedFeatures.all), {
  files: disk,
  canTrain: true,
  probe: probeInThread,
  recognize: new RecognitionThread().recognize,
});
