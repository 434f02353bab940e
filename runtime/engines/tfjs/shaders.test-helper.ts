import { build } from 'esbuild';
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { swiftshaderEnvironment } from '../../backends/swiftshader.test-helper';
import type { ShaderJob, ShaderResult } from './shader-process.test-helper';

const ROOT = join(__dirname, '..', '..', '..');

/** What programs come to as shaders on the software driver. Throws what the driver has said of one that failed. */
export async function runShaders(jobs: readonly ShaderJob[]): Promise<ShaderResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'optiscope-shaders-'));
  try {
    const bundle = join(folder, 'process.cjs');
    await build({
      entryPoints: [join(__dirname, 'shader-process.test-helper.ts')],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      external: ['webgpu', '@tensorflow/*'],
      logLevel: 'error',
    });
    const child = fork(bundle, [], {
      cwd: ROOT,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, NODE_PATH: join(ROOT, 'node_modules'), ...swiftshaderEnvironment() },
    });
    let said = '';
    child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const results = await new Promise<(ShaderResult | string)[]>((resolve, reject) => {
      child.once('message', (message) => resolve(message as (ShaderResult | string)[]));
      child.once('exit', () => reject(new Error(`The shaders' process ended: ${said}`)));
      child.send(jobs);
    });
    return results.map((result) => {
      if (typeof result === 'string') throw new Error(`${result}\n${said}`);
      return result;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
