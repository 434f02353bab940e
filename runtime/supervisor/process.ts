import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { nodePicker } from '../backends/node';
import { BACKENDS_DIR_VARIABLE } from '../backends/packages';
import { logFile, stateFolder } from '../protocol/state-folder';
import { productVersion } from '../protocol/version';
import type { Catalogue } from './catalogue';
import { fileLog, type Log } from './log';
import { startSupervisor, type SupervisorOptions } from './supervisor';

const IDLE_MS = 10 * 60 * 1000;
const REFRESH_MS = 2000;

/** A core stays free for the supervisor and the editor, yet two runs can always be compared side by side. */
const parallelRuns = (): number => Math.max(2, availableParallelism() - 1);

function readOptions(
  entry: string,
  catalogue: Catalogue,
  nodeFor: SupervisorOptions['nodeFor'],
): SupervisorOptions {
  const { values } = parseArgs({
    options: {
      state: { type: 'string' },
      port: { type: 'string' },
      trainer: { type: 'string' },
      webview: { type: 'string' },
      parallel: { type: 'string' },
      'idle-ms': { type: 'string' },
      'refresh-ms': { type: 'string' },
      ephemeral: { type: 'boolean' },
    },
  });
  const whole = (
    name: 'port' | 'parallel' | 'idle-ms' | 'refresh-ms',
    otherwise: number,
  ): number => {
    const text = values[name];
    if (text === undefined) return otherwise;
    if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number.`);
    return Number(text);
  };
  const folder = values.state ?? stateFolder();
  const version = productVersion(entry);
  // Trainers inherit it, and find what this process installs.
  const backendsFolder = (process.env[BACKENDS_DIR_VARIABLE] ||= join(folder, 'backends'));
  return {
    stateFolder: folder,
    backendsFolder,
    version,
    trainerEntry: values.trainer ?? join(dirname(entry), 'trainer.js'),
    seriesEntry: join(dirname(entry), 'series.js'),
    nodeFor,
    webviewFolder: values.webview ?? join(dirname(entry), 'webview'),
    catalogue,
    log: fileLog(logFile(folder, version)),
    port: whole('port', 0),
    parallel: Math.max(1, whole('parallel', parallelRuns())),
    idleMs: whole('idle-ms', IDLE_MS),
    refreshMs: whole('refresh-ms', REFRESH_MS),
    ephemeral: values.ephemeral ?? false,
  };
}

function fail(log: Log, error: unknown): void {
  const { message } = error as Error;
  log(message);
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

/**
 * The life of a supervisor process: `node supervisor.js [--state DIR] [--port N] [--ephemeral]`. It ends with status 0
 * when its time is over or another one runs already, with 1 and a sentence in log and stderr where it cannot start.
 */
export async function superviseUntilIdle(catalogue: Catalogue): Promise<void> {
  let log: Log = () => undefined;
  try {
    const options = readOptions(process.argv[1]!, catalogue, await nodePicker());
    log = options.log;
    const result = await startSupervisor(options);
    if (!result.started) return;
    const { supervisor } = result;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => void supervisor.close(signal));
    process.on('unhandledRejection', (error) => {
      log(`unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    });
    process.on('uncaughtException', (error) => {
      log(`unexpected: ${error.stack ?? error.message}`);
      process.exitCode = 1;
      void supervisor.close('an unexpected error');
    });
    await supervisor.closed;
    process.exit();
  } catch (error) {
    fail(log, error);
  }
}
