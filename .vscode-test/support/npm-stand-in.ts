import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/** What the stand-in does once it is told: puts a package there, or gives up as npm does. */
export type Verdict = 'install' | 'fail';

const core = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core');
const cpu = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-cpu');

/** TensorFlow.js with its CPU kernels, registered as the native packages register theirs. */
const PACKAGE = `
  const tf = require(${JSON.stringify(core)});
  const { MathBackendCPU } = require(${JSON.stringify(cpu)});
  tf.registerBackend('tensorflow', () => new MathBackendCPU());
  tf.copyRegisteredKernels('cpu', 'tensorflow');
  module.exports = tf;
`;

const script = (verdict: string): string => `
  const { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
  const wanted = process.argv.at(-1).replace(/@[^@]*$/, '');
  const version = process.argv.at(-1).slice(wanted.length + 1);
  const file = wanted.split('/').at(-1) + '-' + version + '.tgz';
  console.error('npm http fetch GET 200 https://packages.invalid/' + wanted + '/' + file + ' 12ms');
  setInterval(() => {
    if (!existsSync(${JSON.stringify(verdict)})) return;
    const said = readFileSync(${JSON.stringify(verdict)}, 'utf8');
    if (said === '') return;
    rmSync(${JSON.stringify(verdict)});
    if (said === 'fail') {
      console.error('npm error code ENOSPC');
      console.error('npm error There is no room left on the disk.');
      process.exit(1);
    }
    const place = 'node_modules/' + wanted;
    mkdirSync(place, { recursive: true });
    writeFileSync(place + '/package.json', JSON.stringify({ name: wanted, version, main: 'main.js' }));
    writeFileSync(place + '/main.js', ${JSON.stringify(PACKAGE)});
    process.exit(0);
  }, 50);
`;

/** A program in npm's place that fetches nothing, and waits until a test tells it how to end. */
export class NpmStandIn {
  readonly #verdict: string;
  /** A PATH on which it is found before npm itself. */
  readonly path: string;

  constructor(folder: string) {
    this.#verdict = join(folder, 'verdict');
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(folder, 'npm-cli.js'), script(this.#verdict));
    symlinkSync(join(folder, 'npm-cli.js'), join(bin, 'npm'));
    this.path = [bin, process.env['PATH'] ?? ''].join(delimiter);
  }

  end(verdict: Verdict): void {
    writeFileSync(this.#verdict, verdict);
  }
}
