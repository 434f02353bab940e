// `npm start`: makes a fresh checkout ready, then hands over to start.ts. Plain JavaScript with Node's own modules,
// because nothing is installed yet.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  prepare(root);
  const { buildAll } = await import(pathToFileURL(join(root, 'scripts', 'build.mjs')).href);
  await buildAll();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
createRequire(import.meta.url)(join(root, 'dist', 'checkout', 'start.js'));
