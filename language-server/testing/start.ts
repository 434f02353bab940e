import { build } from 'esbuild';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestClient } from './client';

/** Bundles the server as the package does, with the gallery beside it, and starts it. */
export async function startServer(folders: readonly string[] = []): Promise<TestClient> {
  const folder = mkdtempSync(join(tmpdir(), 'optiscope-language-server-'));
  await build({
    entryPoints: {
      'language-server': join(__dirname, '..', 'main.ts'),
      'probe-worker': join(__dirname, '..', 'probe-worker.ts'),
      'recognition-worker': join(__dirname, '..', 'recognition-worker.ts'),
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outdir: join(folder, 'dist'),
    logLevel: 'error',
  });
  cpSync(join(__dirname, '..', '..', 'gallery'), join(folder, 'gallery'), { recursive: true });
  return TestClient.run(join(folder, 'dist', 'language-server.js'), folders, () =>
    rmSync(folder, { recursive: true, force: true }),
  );
}
