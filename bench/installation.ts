import { build } from 'esbuild';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connectSupervisor, type SupervisorConnection } from '../runtime/protocol/client';
import { pageUrl } from '../runtime/protocol/lock';

const root = dirname(dirname(__dirname));

/** A runtime of its own, as built, with an empty store. */
export interface BenchRuntime {
  readonly connection: SupervisorConnection;
  readonly folder: string;
  readonly store: string;
  /** The address of the metrics page. */
  readonly url: string;
  stop(): void;
}

/** `trainer`: one of bench/ that stands in for the real one. */
export async function startRuntime(trainer: string | null = null): Promise<BenchRuntime> {
  const folder = mkdtempSync(join(tmpdir(), 'optiscope-bench-'));
  const store = join(folder, '.optiscope', 'runs');
  const args = trainer === null ? [] : ['--trainer', await bundle(trainer)];
  const connection = await connectSupervisor({
    entry: join(root, 'dist', 'supervisor.js'),
    stateFolder: join(folder, 'state'),
    start: true,
    ephemeral: true,
    clientName: 'bench',
    args,
  });
  return {
    connection,
    folder,
    store,
    url: pageUrl(connection.lock, store),
    stop() {
      process.kill(connection.lock.pid);
      connection.dispose();
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** Beside the recorder thread, which a trainer looks for in its own folder. */
async function bundle(name: string): Promise<string> {
  const outfile = join(__dirname, `${name}.js`);
  await build({
    entryPoints: [join(root, 'bench', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  copyFileSync(join(root, 'dist', 'recorder.js'), join(__dirname, 'recorder.js'));
  return outfile;
}
