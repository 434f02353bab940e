// Bundles every entry point into dist/. Plain JavaScript, because it runs before anything is built.
import { build } from 'esbuild';
import { cpSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Packages that are never bundled: the editor's own API, and backends that a user may or may not have. */
const external = [
  'vscode',
  'webgpu',
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs-node-gpu',
  '@tensorflow/tfjs-backend-webgpu',
];

/**
 * The gradients of TensorFlow.js come as modules only, and bring the modules of its core along: with modules for
 * everything else of it there is one core in a bundle, not two.
 */
export const tfjsAsModules = {
  name: 'tfjs-as-modules',
  setup({ onResolve }) {
    onResolve({ filter: /^@tensorflow\/tfjs-(core|backend-cpu|backend-wasm)$/ }, ({ path }) => ({
      path: realpathSync(join(root, 'node_modules', path, 'dist', 'index.js')),
    }));
  },
};

const nodeEntries = {
  cli: 'runtime/cli/main.ts',
  supervisor: 'runtime/supervisor/main.ts',
  series: 'runtime/series/main.ts',
  trainer: 'runtime/trainer/main.ts',
  recorder: 'runtime/trainer/recorder-thread.ts',
  crew: 'runtime/engines/compiled/threads/worker.ts',
  'language-server': 'language-server/main.ts',
  'probe-worker': 'language-server/probe-worker.ts',
  'recognition-worker': 'language-server/recognition-worker.ts',
  // In a folder of its own: it is for a checkout, and not packed.
  'checkout/start': 'scripts/start.ts',
};

/**
 * The extension, and beside it the client of the language server: most of its code, which is read when a program is open.
 */
const extensionEntries = {
  extension: 'extension/main.ts',
  'language-client': 'extension/language-client.ts',
};

const languageClientApart = {
  name: 'language-client-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/language-client$/ }, () => ({
      path: './language-client.js',
      external: true,
    }));
  },
};

/** Builds dist/. With `minify`, names and white space shrink (for the package); otherwise source maps are kept. */
export async function buildAll({ minify = false } = {}) {
  // A release starts from nothing; a build for this checkout overwrites, since a runtime may be using it.
  if (minify) rmSync(join(root, 'dist'), { recursive: true, force: true });
  mkdirSync(join(root, 'dist'), { recursive: true });
  const gallery = readdirSync(join(root, 'gallery')).filter((name) => name.endsWith('.optim'));
  const common = {
    absWorkingDir: root,
    define: { GALLERY_FILES: JSON.stringify(gallery) },
    bundle: true,
    minify,
    sourcemap: minify ? false : 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    outdir: 'dist',
  };
  await Promise.all([
    build({
      ...common,
      entryPoints: nodeEntries,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      external,
      plugins: [tfjsAsModules],
    }),
    build({
      ...common,
      entryPoints: extensionEntries,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      external,
      // The editor gives its own module to what is required.
      supported: { 'dynamic-import': false },
      plugins: [languageClientApart],
    }),
    build({
      ...common,
      entryPoints: { extension: 'extension/browser.ts' },
      outdir: 'dist/browser',
      platform: 'browser',
      format: 'cjs',
      target: 'es2022',
      external: ['vscode'],
    }),
    build({
      ...common,
      entryPoints: { 'language-server': 'language-server/browser.ts' },
      outdir: 'dist/browser',
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
    }),
    build({
      ...common,
      entryPoints: { panel: 'webview/main.tsx' },
      outdir: 'dist/webview',
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      loader: { '.ttf': 'file', '.svg': 'dataurl' },
    }),
  ]);
  const wasm = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
  for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'])
    cpSync(join(wasm, name), join(root, 'dist', name));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await buildAll({ minify: process.argv.includes('--minify') });
}
