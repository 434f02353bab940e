// `npm test`: everything that must hold, from a fresh checkout, closing with one line "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (...parts) => join(root, 'node_modules', ...parts);

/** Looks at the code without running it; each counts as one test. */
const CHECKS = [
  ['formatting', bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.'],
  ['lint', bin('eslint', 'bin', 'eslint.js'), '--max-warnings=0', '.'],
  ['types', bin('typescript', 'bin', 'tsc'), '--noEmit'],
  ['types of the editor tests', bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', '.vscode-test'],
  ['types of the panel', bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'webview'],
];

/** Runs the tests; `only` is 'unit', 'editor' or undefined for all. */
async function main(only) {
  prepare(root);
  const { buildAll } = await import(pathToFileURL(join(root, 'scripts', 'build.mjs')).href);
  await buildAll();
  const total = { passed: 0, failed: 0 };
  const count = ({ passed, failed }) => {
    total.passed += passed;
    total.failed += failed;
  };
  if (only !== 'editor') {
    for (const check of CHECKS) count(runCheck(check));
    count(runVitest('vitest.config.mts'));
  }
  if (only !== 'unit') count(runVitest(join('.vscode-test', 'vitest.config.mts')));
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

function runCheck([name, ...command]) {
  process.stdout.write(`\n— ${name}\n`);
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function runVitest(config) {
  process.stdout.write(`\n— tests of ${config}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'optiscope-test-'));
  const report = join(folder, 'report.json');
  const { status } = spawnSync(
    process.execPath,
    [
      bin('vitest', 'vitest.mjs'),
      'run',
      '--config',
      config,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { cwd: root, stdio: 'inherit' },
  );
  const counted = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
  rmSync(folder, { recursive: true, force: true });
  const passed = counted?.numPassedTests ?? 0;
  const failed = counted?.numFailedTests ?? 0;
  // A run that broke outside any test (a set-up, an unhandled rejection) has failed all the same.
  return { passed, failed: status !== 0 && failed === 0 ? 1 : failed };
}

try {
  process.exitCode = await main(process.argv[2]);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.stdout.write('0 passed, 1 failed\n');
  process.exitCode = 1;
}
