import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc';
import { textTransport } from '../../runtime/protocol/ws-connection';

export interface TextConnection {
  readonly rpc: MessageConnection;
  receive(text: string): void;
  close(): void;
}

/** JSON-RPC over a socket whose text messages someone else sends and receives. */
export function connectText(send: (text: string) => void): TextConnection {
  let hear: (text: string) => void = () => undefined;
  let closed: () => void = () => undefined;
  const { reader, writer } = textTransport({
    send,
    onText: (listener) => (hear = listener),
    onClose: (listener) => (closed = listener),
  });
  const rpc = createMessageConnection(reader, writer);
  return {
    rpc,
    receive: (text) => hear(text),
    close() {
      closed();
      rpc.dispose();
    },
  };
}
