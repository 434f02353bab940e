/** How the command line and the extension reach the supervisor: found by its lock, or started. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createMessageConnection,
  type Disposable,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { WebSocket } from 'ws';
import { processLives, readLock, type SupervisorLock } from './lock';
import { Initialize, PROTOCOL_VERSION, type InitializeResult } from './messages';
import { lockFile, logFile, stateFolder } from './state-folder';
import { productVersion } from './version';
import { SOCKET_PATH, textTransport } from './ws-connection';

export interface ConnectOptions {
  /** Absolute path of supervisor.js. */
  readonly entry: string;
  /** The Node (or Electron) that runs a supervisor which has to be started. */
  readonly execPath?: string;
  readonly execArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stateFolder?: string;
  /** Start one where none runs. */
  readonly start: boolean;
  /** A supervisor that this starts leaves with its last client and run. */
  readonly ephemeral?: boolean;
  /** Further arguments for a supervisor that this starts. */
  readonly args?: readonly string[];
  /** For the log. */
  readonly clientName: string;
}

export interface SupervisorConnection {
  readonly lock: SupervisorLock;
  readonly info: InitializeResult;
  /** Requests and notifications of messages.ts. */
  readonly rpc: MessageConnection;
  /** Metric frames (frames.ts), in order. */
  onFrame(listener: (frame: Uint8Array) => void): Disposable;
  /** Called once, when the socket has closed, whoever closed it. */
  onClose(listener: () => void): Disposable;
  dispose(): void;
}

/** A supervisor that has not come up by then has failed, however slow the machine. */
const START_LIMIT_MS = 30_000;
const HANDSHAKE_LIMIT_MS = 10_000;
const POLL_MS = 25;
const LOG_LINES = 8;

/**
 * Connects to the supervisor of this version, and starts it first where `start` says so. Throws an Error whose
 * message is a sentence for the person.
 */
export async function connectSupervisor(options: ConnectOptions): Promise<SupervisorConnection> {
  const folder = options.stateFolder ?? stateFolder();
  const version = productVersion(options.entry);
  const path = lockFile(folder, version);
  const running = await tryConnect(path, options.clientName);
  if (running !== null) return running;
  if (!options.start) throw new Error("Optiscope's runtime is not running.");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const child = spawnSupervisor(options, folder);
  const limit = Date.now() + START_LIMIT_MS;
  for (;;) {
    const connection = await tryConnect(path, options.clientName);
    if (connection !== null) return connection;
    const failure = child.failure();
    if (failure !== null || Date.now() > limit)
      throw new Error(startFailure(failure ?? 'it did not answer', logFile(folder, version)));
    await delay(POLL_MS);
  }
}

/**
 * A socket to the supervisor, authenticated, not yet initialized: for a relay that passes messages on without
 * reading them. Its `open`, `message`, `close` and `error` events are the caller's to handle.
 */
export function openRawSocket(lock: SupervisorLock): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${lock.port}${SOCKET_PATH}`, {
    headers: { Authorization: `Bearer ${lock.token}` },
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE_LIMIT_MS,
  });
}

/** Null where no supervisor answers; throws where one answers that cannot be used. */
async function tryConnect(path: string, client: string): Promise<SupervisorConnection | null> {
  const lock = readLock(path);
  if (lock === null || !processLives(lock.pid)) return null;
  const socket = openRawSocket(lock);
  const opened = await new Promise<boolean>((resolve) => {
    socket.once('open', () => {
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
  if (!opened) return null;
  return initialize(socket, lock, client);
}

async function initialize(
  socket: WebSocket,
  lock: SupervisorLock,
  client: string,
): Promise<SupervisorConnection> {
  const frameListeners = new Set<(frame: Uint8Array) => void>();
  const closeListeners = new Set<() => void>();
  const { reader, writer } = textTransport({
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    onText: (listener) => {
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        if (!isBinary) listener(data.toString('utf8'));
      });
    },
    onClose: (listener) => {
      socket.once('close', listener);
    },
  });
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) for (const listener of frameListeners) listener(data);
  });
  socket.on('error', () => socket.terminate());
  socket.once('close', () => {
    for (const listener of closeListeners) listener();
  });
  const rpc = createMessageConnection(reader, writer);
  rpc.onError(() => socket.terminate());
  rpc.listen();
  try {
    const info = await rpc.sendRequest(Initialize, { protocol: PROTOCOL_VERSION, client });
    return {
      lock,
      info,
      rpc,
      onFrame: (listener) => listenerIn(frameListeners, listener),
      onClose: (listener) => listenerIn(closeListeners, listener),
      dispose: () => {
        rpc.dispose();
        socket.close();
      },
    };
  } catch (error) {
    socket.terminate();
    throw new Error(`Optiscope's runtime cannot be used: ${(error as Error).message}`);
  }
}

function listenerIn<T>(listeners: Set<T>, listener: T): Disposable {
  listeners.add(listener);
  return { dispose: () => void listeners.delete(listener) };
}

/** Detached: it outlives this process, and a Ctrl-C in this terminal does not reach it. */
function spawnSupervisor(
  options: ConnectOptions,
  folder: string,
): { readonly failure: () => string | null } {
  let failure: string | null = null;
  const child = spawn(
    options.execPath ?? process.execPath,
    [
      ...(options.execArgs ?? []),
      options.entry,
      '--state',
      folder,
      ...(options.ephemeral ? ['--ephemeral'] : []),
      ...(options.args ?? []),
    ],
    {
      detached: true,
      stdio: 'ignore',
      windowsHide: true,
      env: (options.env ?? process.env) as NodeJS.ProcessEnv,
    },
  );
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('exit', (code, signal) => {
    // With 0 it has left the field to another that was started at the same moment.
    if (code !== 0) failure = signal === null ? `exit code ${code}` : `signal ${signal}`;
  });
  child.unref();
  return { failure: () => failure };
}

function startFailure(cause: string, log: string): string {
  let end = '';
  try {
    end = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LOG_LINES).join('\n');
  } catch {
    // Without a log the cause must do.
  }
  return `Optiscope's runtime could not be started (${cause}).${end && ` The end of its log, ${log}:\n${end}`}`;
}
