/** The server in a web worker, for editors without a machine behind them. */
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
} from 'vscode-languageserver/browser';
import { serve } from './server';

/** The worker itself; its type belongs to the browser's library, which the rest of this folder must not see. */
const worker = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];

serve(createConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker)), {
  files: null,
  canTrain: false,
  // Both would hold up the answers: this worker is the only thread, and may start no other from its address.
  probe: null,
  recognize: null,
});
