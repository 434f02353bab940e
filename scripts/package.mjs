// `npm run package`: builds the extension for release and packs it as optiscope-VERSION.vsix; prints its path.
// With --no-build it packs what stands in dist/; with --to FOLDER it is put there.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Packs what stands in dist/; returns the file's path. Throws an Error with vsce's own words. */
function pack(folder) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const file = join(folder, `optiscope-${version}.vsix`);
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [
      vsce,
      'package',
      '--no-dependencies',
      '--no-rewrite-relative-links',
      '--allow-missing-repository',
      '--out',
      file,
    ],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The extension could not be packed: ${stderr || stdout}`);
  return file;
}

const { values } = parseArgs({
  options: { 'no-build': { type: 'boolean' }, to: { type: 'string', default: root } },
});
try {
  if (!values['no-build']) {
    const { buildAll } = await import('./build.mjs');
    await buildAll({ minify: true });
  }
  const file = pack(values.to);
  process.stdout.write(`${file}\n`);
  process.stderr.write(`${(statSync(file).size / 1e6).toFixed(2)} MB\n`);
} catch (error) {
  process.stderr.write(`${error.message.trim()}\n`);
  process.exitCode = 1;
}
