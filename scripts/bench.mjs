// `npm run bench -- NAME [--full]` bundles and runs bench/NAME.bench.ts; without a name, all that tell how fast
// training is, one after the other.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAll, tfjsAsModules } from './build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name, ...rest] = process.argv.slice(2);
const SPEED = ['optimizers', 'training', 'whole-runs', 'observed', 'products', 'kernel-pack'];
const names = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length));

if (name === undefined) {
  for (const each of SPEED) {
    process.stdout.write(`\n${each}\n`);
    const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), each], {
      stdio: 'inherit',
    });
    if (status !== 0) process.exit(status ?? 1);
  }
  process.exit(0);
}
if (!names.includes(name)) {
  process.stderr.write(`Name one of the benchmarks: ${names.join(', ')}.\n`);
  process.exit(2);
}
const source = join(root, 'bench', `${name}.bench.ts`);
// One that is written for vitest is run by it.
if (readFileSync(source, 'utf8').includes("from 'vitest'")) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { status } = spawnSync(process.execPath, [vitest, 'bench', '--run', source, ...rest], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}
const output = join(root, 'bench', 'output');
mkdirSync(output, { recursive: true });
await buildAll();
const bundle = join(output, `${name}.cjs`);
await build({
  absWorkingDir: root,
  entryPoints: [source],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // They bring programs and data of their own.
  external: ['esbuild', 'playwright-core'],
  plugins: [tfjsAsModules],
  // What is taken from the editor's tests asks where it stands.
  define: { 'import.meta.dirname': '__dirname' },
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, ['--expose-gc', bundle, ...rest], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
