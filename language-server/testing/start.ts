import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestClient } from './client';

/** Bundles the server as the package does, and starts it. */
export async function startServer(folders: readonly string[] = []): Promise<TestClient> {
  const folder = mkdtempSync(join(tmpdir(), 'optiscope-language-server-'));
  const outfile = join(folder, 'language-server.cjs');
  await build({
    entryPoints: [join(__dirname, '..', 'main.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outfile,
    logLevel: 'error',
  });
  return TestClient.run(outfile, folders, () => rmSync(folder, { recursive: true, force: true }));
}
