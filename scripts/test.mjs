// `npm test`: everything that must hold, from a fresh checkout, closing with one line "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
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
  const outcomes = [];
  if (only !== 'editor') {
    outcomes.push(...CHECKS.map(runCheck));
    outcomes.push(runTests('vitest.config.mts'));
  }
  if (only !== 'unit') outcomes.push(runTests(join('.vscode-test', 'vitest.config.mts')));
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  for (const name of outcomes.flatMap((outcome) => outcome.unsteady))
    process.stdout.write(`passed at the second try only: ${name}\n`);
  for (const name of failures) process.stdout.write(`failed: ${name}\n`);
  process.stdout.write(`${passed} passed, ${failures.length} failed\n`);
  return failures.length === 0 && passed > 0 ? 0 : 1;
}

function runCheck([name, ...command]) {
  process.stdout.write(`\n— ${name}\n`);
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
  return { passed: status === 0 ? 1 : 0, failures: status === 0 ? [] : [name], unsteady: [] };
}

/**
 * Runs the tests of a configuration, and those files once more in which something failed: on a machine that is shared,
 * a real editor and real processes can fall behind. What needed the second try is told, so that it is looked into.
 */
function runTests(config) {
  process.stdout.write(`\n— tests of ${config}\n`);
  const first = runVitest(config, []);
  if (first.failures.length === 0) return { ...first, unsteady: [] };
  process.stdout.write(`\n— once more: ${first.files.map((file) => basename(file)).join(', ')}\n`);
  const second = runVitest(config, first.files);
  return {
    passed: first.passedElsewhere + second.passed,
    failures: second.failures,
    unsteady: first.failures.filter((name) => !second.failures.includes(name)),
  };
}

/**
 * Runs vitest on a configuration, or on some files of it, and counts by its own report. `files` are those to run again,
 * none meaning all; `passedElsewhere` counts what passed in the others.
 */
function runVitest(config, files) {
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
      ...files,
    ],
    { cwd: root, stdio: 'inherit' },
  );
  const suites = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [];
  rmSync(folder, { recursive: true, force: true });
  const broken = suites.filter(({ status: outcome }) => outcome === 'failed');
  const failures = broken.flatMap(failuresOf);
  // A run that broke outside any test (a set-up, an unhandled rejection) has failed all the same.
  if (status !== 0 && failures.length === 0) failures.push(`${config}, outside any test`);
  const sound =
    broken.length === 0 && status !== 0 ? [] : suites.filter((suite) => !broken.includes(suite));
  return {
    passed: countPassed(suites),
    passedElsewhere: countPassed(sound),
    failures,
    files: broken.map(({ name }) => name),
  };
}

const countPassed = (suites) =>
  suites
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed').length;

/** The tests of a file that failed; the file itself where it could not even be read. */
function failuresOf({ name, assertionResults }) {
  const file = relative(root, name);
  const tests = assertionResults.filter(({ status }) => status === 'failed');
  return tests.length === 0 ? [file] : tests.map(({ fullName }) => `${file}: ${fullName}`);
}

try {
  process.exitCode = await main(process.argv[2]);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.stdout.write('0 passed, 1 failed\n');
  process.exitCode = 1;
}
