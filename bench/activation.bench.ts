/**
 * What it takes to load the extension, as it is packed, and to activate it: each time in a process of its own, with a
 * stand-in for the editor that answers at once, and no runtime. Called with --once it is such a process.
 */
import { transformSync } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { editorStandIn, extensionContext, stubEditor } from './editor-stand-in';
import { median, report } from './report';

const ROUNDS = 15;
const root = join(__dirname, '..', '..');
const packed = join(__dirname, 'activation');

interface Times {
  readonly wall: number;
  readonly core: number;
}

/** Milliseconds by the clock and of a core. */
function timed(work: () => void): Times {
  const begun = performance.now();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - begun, core: (user + system) / 1000 };
}

interface Once {
  readonly activation: Times;
  readonly client: Times;
}

function once(): Once {
  const load = createRequire(__filename);
  stubEditor(editorStandIn());
  const activation = timed(() => {
    const extension = load(join(packed, 'extension.js')) as { activate(context: object): void };
    extension.activate(extensionContext(packed));
  });
  const client = timed(() => void load(join(packed, 'language-client.js')));
  return { activation, client };
}

function main(): void {
  mkdirSync(packed, { recursive: true });
  for (const name of ['extension.js', 'language-client.js']) {
    const built = readFileSync(join(root, 'dist', name), 'utf8');
    writeFileSync(join(packed, name), transformSync(built, { minify: true }).code);
  }
  const all = Array.from({ length: ROUNDS }, () => {
    const said = execFileSync(process.execPath, [__filename, '--once'], { encoding: 'utf8' });
    return JSON.parse(said) as Once;
  });
  const row = (what: string, of: (each: Once) => number, against: string) => ({
    what,
    measured: median(all.map(of)),
    unit: 'ms',
    against,
  });
  report('activation', [
    row('extension loaded and activated', ({ activation }) => activation.wall, '≤ 50'),
    row('the same, of a core', ({ activation }) => activation.core, '—'),
    row('with the first program: client of the language server', ({ client }) => client.wall, '—'),
    row('the same, of a core', ({ client }) => client.core, '—'),
  ]);
}

if (process.argv.includes('--once')) {
  process.stdout.write(JSON.stringify(once()), () => process.exit(0));
} else main();
