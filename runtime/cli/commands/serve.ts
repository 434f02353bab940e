import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { connectSupervisor } from '../../protocol/client';
import { pageUrl } from '../../protocol/lock';
import { WatchLogs } from '../../protocol/messages';
import { STORE_FOLDER } from '../../store/layout';
import type { Command } from '../command';
import { EXIT, InputError, UsageError } from '../failure';
import { readArguments, wholeNumber } from '../options';

const LARGEST_PORT = 65535;

export const serve: Command = {
  name: 'serve',
  usage: '[--port N] [--out DIR] [--logs DIR] [--open]',
  summary: 'run the supervisor alone, with its own metrics page, until Ctrl-C',
  help: [
    ['--port N', 'a fixed port on 127.0.0.1, instead of any that is free'],
    ['--out DIR', 'the folder of the runs to show, instead of .optiscope/runs'],
    ['--logs DIR', 'show what other programs have logged under a folder, too'],
    ['--open', 'open the page in a browser'],
  ],
  run: async (args) => {
    const { values } = readArguments(args, {
      port: { type: 'string' },
      out: { type: 'string' },
      logs: { type: 'string' },
      open: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    });
    const port = typeof values['port'] === 'string' ? portNumber(values['port']) : null;
    const store = resolve(typeof values['out'] === 'string' ? values['out'] : STORE_FOLDER);
    const logs = typeof values['logs'] === 'string' ? resolve(values['logs']) : null;
    return serveUntilInterrupted({ port, store, logs, open: values['open'] === true });
  },
};

function portNumber(text: string): number {
  const port = wholeNumber('--port', text, 1);
  if (port <= LARGEST_PORT) return port;
  throw new UsageError(`--port must be at most ${LARGEST_PORT}, not ${port}.`);
}

interface ServeOptions {
  readonly port: number | null;
  readonly store: string;
  readonly logs: string | null;
  readonly open: boolean;
}

/** The supervisor lives as long as a client is connected; this is that client. */
async function serveUntilInterrupted({ port, store, logs, open }: ServeOptions): Promise<number> {
  const connection = await connectSupervisor({
    entry: join(__dirname, 'supervisor.js'),
    start: true,
    ephemeral: true,
    clientName: 'cli',
    args: port === null ? [] : ['--port', String(port)],
  });
  const { lock } = connection;
  if (port !== null && lock.port !== port) {
    process.stderr.write(
      `Optiscope's runtime is running already, on port ${lock.port}; --port has no effect.\n`,
    );
  }
  if (logs !== null) {
    const { runs } = await connection.rpc.sendRequest(WatchLogs, {
      store,
      folder: logs,
      tables: true,
    });
    if (runs === 0) process.stderr.write(`There are no logs under ${logs} yet.\n`);
  }
  const url = pageUrl(lock, store);
  process.stdout.write(`${url}\n`);
  process.stderr.write('Press Ctrl-C to end.\n');
  if (open) openInBrowser(url);
  const lost = new Promise<never>((_, reject) => {
    connection.onClose(() =>
      reject(
        new InputError(`Optiscope's runtime has ended; its log is ${connection.info.logFile}.`),
      ),
    );
  });
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), lost]);
  connection.dispose();
  return EXIT.interrupted;
}

/** Opens a page as the person's desktop does; without one, the printed address must do. */
function openInBrowser(url: string): void {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  spawn(program!, args, { detached: true, stdio: 'ignore' })
    .on('error', () =>
      process.stderr.write('No browser could be opened; open the address above yourself.\n'),
    )
    .unref();
}
