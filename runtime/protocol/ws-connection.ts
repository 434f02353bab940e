/**
 * JSON-RPC messages as text frames of a WebSocket, one message a frame, at either end and in either world: what a
 * socket is, the caller says. Free of Node's and the browser's own types.
 */
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
  type MessageWriter,
  type NotificationMessage,
} from 'vscode-jsonrpc';

/** A path on which the supervisor takes WebSockets. */
export const SOCKET_PATH = '/socket';
/** Browsers cannot send headers: they offer this, followed by the token, as the socket's only subprotocol. */
export const TOKEN_SUBPROTOCOL = 'optiscope.token.';

/**
 * Under this name binary frames stand in line with the messages: the connection handles those one by one, later than
 * they come, and a frame must not overtake the message that explains it. Never sent over the wire.
 */
export const FRAME_IN_LINE = 'frame';

/** What a connection needs of a socket. */
export interface TextChannel {
  /** Does nothing once the socket is closed. */
  send(text: string): void;
  onText(listener: (text: string) => void): void;
  /** Only at an end that takes binary frames. */
  onFrame?(listener: (frame: Uint8Array) => void): void;
  onClose(listener: () => void): void;
}

class TextReader extends AbstractMessageReader implements MessageReader {
  constructor(private readonly channel: TextChannel) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    let listening = true;
    this.channel.onClose(() => {
      this.fireClose();
    });
    this.channel.onText((text) => {
      if (!listening) return;
      const message = parseMessage(text);
      if (message === null) this.fireError(new Error('the message is not JSON-RPC 2.0'));
      else callback(message);
    });
    this.channel.onFrame?.((frame) => {
      if (listening) callback(inLine(frame));
    });
    return {
      dispose: () => {
        listening = false;
      },
    };
  }
}

class TextWriter extends AbstractMessageWriter implements MessageWriter {
  constructor(private readonly channel: TextChannel) {
    super();
  }

  write(message: Message): Promise<void> {
    this.channel.send(JSON.stringify(message));
    return Promise.resolve();
  }

  end(): void {
    // The socket is closed by whoever opened it.
  }
}

/** Reader and writer for `createMessageConnection`. Text that is no JSON-RPC fires the connection's `onError`. */
export function textTransport(channel: TextChannel): {
  reader: MessageReader;
  writer: MessageWriter;
} {
  return { reader: new TextReader(channel), writer: new TextWriter(channel) };
}

function inLine(frame: Uint8Array): Message {
  const message: NotificationMessage = { jsonrpc: '2.0', method: FRAME_IN_LINE, params: [frame] };
  return message;
}

function parseMessage(text: string): Message | null {
  try {
    const value: unknown = JSON.parse(text);
    const isMessage =
      typeof value === 'object' && value !== null && (value as Partial<Message>).jsonrpc === '2.0';
    return isMessage ? (value as Message) : null;
  } catch {
    return null;
  }
}
