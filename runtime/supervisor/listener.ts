import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { SOCKET_PATH, TOKEN_SUBPROTOCOL } from '../protocol/ws-connection';
import { refusal } from './handshake';
import type { Log } from './log';
import { servePage, type PageOptions } from './page';

/** No message of a client comes near this; a larger one closes its connection. */
export const LARGEST_MESSAGE = 8 * 1024 * 1024;

export interface ListenerOptions extends Omit<PageOptions, 'port'> {
  /** 0: any that is free. */
  readonly port: number;
  readonly log: Log;
  readonly onSocket: (socket: WebSocket) => void;
}

export interface Listener {
  readonly port: number;
  /** Takes no more connections and ends those that are open. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1. Throws an Error with a sentence where the port is taken. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
    handleProtocols: (offered) =>
      [...offered].find((name) => name.startsWith(TOKEN_SUBPROTOCOL)) ?? false,
  });
  const server = createServer((request, response) => {
    servePage(request, response, { ...options, port: address().port });
  });
  const address = (): AddressInfo => server.address() as AddressInfo;

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const path = (request.url ?? '').split('?')[0];
    const reason =
      path === SOCKET_PATH
        ? refusal(request, address().port, options.token)
        : 'There is no socket at this path.';
    if (reason === null) {
      sockets.handleUpgrade(request, stream, head, options.onSocket);
      return;
    }
    options.log(`refused a connection: ${reason}`);
    stream.end(
      'HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n' +
        `Content-Length: ${Buffer.byteLength(reason)}\r\n\r\n${reason}`,
    );
  });
  server.on('clientError', (_error, stream) => stream.destroy());

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${options.port} is taken by another program: choose another one.`)
          : new Error(`Port ${options.port} on 127.0.0.1 cannot be used: ${error.message}.`),
      );
    });
    server.listen(options.port, '127.0.0.1', resolve);
  });

  return {
    port: address().port,
    close: async () => {
      for (const socket of sockets.clients) socket.close(1001, 'the runtime ends');
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.race([closed, socketsGone(sockets)]);
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await closed;
    },
  };
}

const CLOSE_LIMIT_MS = 1000;

/** Resolves when every client has answered the closing handshake, or has had time enough to. */
function socketsGone(sockets: WebSocketServer): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, CLOSE_LIMIT_MS);
    const check = (): void => {
      if (sockets.clients.size === 0) done();
    };
    for (const socket of sockets.clients) socket.once('close', () => setImmediate(check));
    check();
  });
}
