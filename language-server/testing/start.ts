import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestClient } from './client';

/** Bundles the server as the package does, and starts it. */
export async function startServer(folders: readonly string[] = []): Promise<TestClient> {
  const folder = mkdtempSync(join(tmpdir(), 'optiscope-language-server-'));
  await build({
    entryPoints: {
      'language-server': join(__dirname, '..', 'main.ts'),
      'probe-worker': join(__dirname, '..', 'probe-worker.ts'),
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outdir: folder,
    logLevel: 'error',
  });
  return TestClient.run(join(folder, 'language-server.js'), folders, () =>
    rmSync(folder, { recursive: true, force: true }),
  );
}
