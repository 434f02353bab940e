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
import { FRAME_IN_LINE, SOCKET_PATH, textTransport } from './ws-connection';

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
  /** Metric frames (frames.ts), in order, also with the notifications among which they came. */
  onFrame(listener: (frame: Uint8Array) => void): Disposable;
  /** Called once, when the socket has closed, whoever closed it. */
  onClose(listener: () => void): Disposable;
  dispose(): void;
}

/** A supervisor that has not come up by then has failed, however slow the machine. */
const START_LIMIT_MS = 30_000;
const HANDSHAKE_LIMIT_MS = 10_000;
const POLL_MS = 25;

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
  let child = spawnSupervisor(options, folder);
  const limit = Date.now() + START_LIMIT_MS;
  for (;;) {
    const connection = await tryConnect(path, options.clientName);
    if (connection !== null) return connection;
    // It made way for one that was just leaving.
    if (child.madeWay() && readLock(path) === null) child = spawnSupervisor(options, folder);
    const failure = child.failure();
    if (failure !== null || Date.now() > limit)
      throw new Error(
        startFailure(failure ?? 'it did not answer', child.pid, logFile(folder, version)),
      );
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

/** Null where no supervisor answers, or one that is just leaving; throws where one answers that cannot be used. */
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
): Promise<SupervisorConnection | null> {
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
    onFrame: (listener) => {
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        if (isBinary) listener(data);
      });
    },
    onClose: (listener) => {
      socket.once('close', listener);
    },
  });
  socket.on('error', () => socket.terminate());
  socket.once('close', () => {
    for (const listener of closeListeners) listener();
  });
  const rpc = createMessageConnection(reader, writer);
  rpc.onError(() => socket.terminate());
  rpc.onNotification(FRAME_IN_LINE, (frame: Uint8Array) => {
    for (const listener of frameListeners) listener(frame);
  });
  rpc.listen();
  const closed = new Promise<null>((resolve) => {
    closeListeners.add(() => {
      resolve(null);
    });
  });
  try {
    const hello = rpc.sendRequest(Initialize, { protocol: PROTOCOL_VERSION, client });
    const info = await Promise.race([hello, closed]);
    if (info === null) return null;
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

interface SpawnedSupervisor {
  readonly pid: number | undefined;
  readonly failure: () => string | null;
  /** It has left the field to one that ran already. */
  readonly madeWay: () => boolean;
}

/** Detached: it outlives this process, and a Ctrl-C in this terminal does not reach it. */
function spawnSupervisor(options: ConnectOptions, folder: string): SpawnedSupervisor {
  let madeWay = false;
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
      cwd: folder,
      stdio: 'ignore',
      windowsHide: true,
      env: (options.env ?? process.env) as NodeJS.ProcessEnv,
    },
  );
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('exit', (code, signal) => {
    if (code === 0) madeWay = true;
    else failure = signal === null ? `exit code ${code}` : `signal ${signal}`;
  });
  child.unref();
  return { pid: child.pid, failure: () => failure, madeWay: () => madeWay };
}

/** The sentence that the supervisor itself has left in its log is the best there is. */
function startFailure(cause: string, pid: number | undefined, log: string): string {
  const words = lastWords(log, pid) ?? cause;
  return `Optiscope's runtime could not be started: ${words.replace(/\.$/, '')}. Its log is ${log}.`;
}

/** What a process last wrote into a log whose lines are `time [pid] text`. */
function lastWords(log: string, pid: number | undefined): string | null {
  try {
    const lines = readFileSync(log, 'utf8').split('\n');
    const mark = `[${pid}] `;
    const line = lines.findLast((each) => each.includes(mark));
    return line === undefined ? null : line.slice(line.indexOf(mark) + mark.length);
  } catch {
    return null;
  }
}
