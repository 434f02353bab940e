import { ProposedFeatures, createConnection } from 'vscode-languageserver/node';
import { disk } from './disk';
import { serve } from './server';

serve(createConnection(ProposedFeatures.all), {
  files: disk,
  canTrain: true,
});
