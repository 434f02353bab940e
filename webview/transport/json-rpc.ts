import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
} from 'vscode-jsonrpc';

/** Turns the text messages of a socket into JSON-RPC messages. */
class TextReader extends AbstractMessageReader {
  private callback: DataCallback = () => undefined;

  listen(callback: DataCallback): Disposable {
    this.callback = callback;
    return { dispose: () => (this.callback = () => undefined) };
  }

  receive(text: string): void {
    try {
      this.callback(JSON.parse(text) as Message);
    } catch (error) {
      this.fireError(error);
    }
  }

  close(): void {
    this.fireClose();
  }
}

class TextWriter extends AbstractMessageWriter {
  constructor(private readonly send: (text: string) => void) {
    super();
  }

  write(message: Message): Promise<void> {
    this.send(JSON.stringify(message));
    return Promise.resolve();
  }

  end(): void {
    this.dispose();
  }
}

export interface TextConnection {
  readonly rpc: MessageConnection;
  receive(text: string): void;
  close(): void;
}

/** JSON-RPC over a socket whose text messages someone else sends and receives. */
export function connectText(send: (text: string) => void): TextConnection {
  const reader = new TextReader();
  const rpc = createMessageConnection(reader, new TextWriter(send));
  return {
    rpc,
    receive: (text) => reader.receive(text),
    close() {
      reader.close();
      rpc.dispose();
    },
  };
}
