import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const VERSION = '4.22.0';
const resolved = (name: string): string => createRequire(import.meta.url).resolve(name);

/** TensorFlow.js with its CPU kernels, registered as the native packages register theirs. */
const MAIN = `
  const tf = require(${JSON.stringify(resolved('@tensorflow/tfjs-core'))});
  const { MathBackendCPU } = require(${JSON.stringify(resolved('@tensorflow/tfjs-backend-cpu'))});
  tf.registerBackend('tensorflow', () => new MathBackendCPU());
  tf.copyRegisteredKernels('cpu', 'tensorflow');
  module.exports = tf;
`;

/** In the place of a download: says so, and waits for the word of the test. */
const script = (verdict: string): string => `
  const { existsSync, readFileSync, rmSync } = require('node:fs');
  console.log('Downloading the library');
  setInterval(() => {
    const said = existsSync(${JSON.stringify(verdict)}) ? readFileSync(${JSON.stringify(verdict)}, 'utf8') : '';
    if (said === '') return;
    rmSync(${JSON.stringify(verdict)});
    if (said === 'fail') console.error('There is no room left on the disk.');
    process.exit(said === 'fail' ? 1 : 0);
  }, 50);
`;

/** A registry of this machine, whose packages stand in for the native ones: npm itself runs, and fetches nothing. */
export class StandInRegistry {
  private constructor(
    private readonly server: Server,
    private readonly folder: string,
  ) {}

  static async start(folder: string): Promise<StandInRegistry> {
    const server = createServer((request, response) => {
      const path = decodeURIComponent(request.url ?? '');
      const tarball = /^\/tarball\/(.+)\.tgz$/.exec(path)?.[1]?.replace(`-${VERSION}`, '');
      const name = tarball ?? path.slice(1);
      const content = packed(name, verdictIn(folder));
      response.end(tarball === undefined ? JSON.stringify(about(name, content, server)) : content);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new StandInRegistry(server, folder);
  }

  /** What npm must be told, to ask nobody else. */
  get environment(): Record<string, string> {
    return {
      npm_config_registry: addressOf(this.server),
      npm_config_cache: join(this.folder, 'cache'),
      npm_config_userconfig: join(this.folder, 'npmrc'),
    };
  }

  /** Ends the installation that goes on. */
  say(verdict: 'install' | 'fail'): void {
    writeFileSync(verdictIn(this.folder), verdict);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const verdictIn = (folder: string): string => join(folder, 'verdict');

const addressOf = (server: Server): string =>
  `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;

const manifest = (name: string): object => ({
  name,
  version: VERSION,
  main: 'main.js',
  scripts: { install: 'node wait.js' },
});

const about = (name: string, content: Buffer, server: Server): object => ({
  name,
  'dist-tags': { latest: VERSION },
  versions: {
    [VERSION]: {
      ...manifest(name),
      hasInstallScript: true,
      dist: {
        tarball: `${addressOf(server)}tarball/${name}-${VERSION}.tgz`,
        integrity: `sha512-${createHash('sha512').update(content).digest('base64')}`,
      },
    },
  },
});

/** A package as npm takes it. */
const packed = (name: string, verdict: string): Buffer =>
  gzipSync(
    Buffer.concat([
      ...entry('package/package.json', JSON.stringify(manifest(name))),
      ...entry('package/main.js', MAIN),
      ...entry('package/wait.js', script(verdict)),
      Buffer.alloc(1024),
    ]),
  );

/** A file in a tar archive: a header of 512 bytes with its name, mode, size and checksum, then whole blocks. */
function entry(name: string, text: string): Buffer[] {
  const content = Buffer.from(text);
  const header = Buffer.alloc(512);
  const octal = (value: number, digits: number): string =>
    `${value.toString(8).padStart(digits, '0')}\0`;
  header.write(name, 0);
  header.write(octal(0o644, 7), 100);
  header.write(octal(0, 7) + octal(0, 7), 108);
  header.write(octal(content.length, 11) + octal(0, 11), 124);
  header.write('        0', 148);
  header.write('ustar\0' + '00', 257);
  header.write(
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6,
    ),
    148,
  );
  return [header, content, Buffer.alloc(-content.length & 511)];
}
